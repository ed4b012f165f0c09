using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>regexp</c>: the named groups of an expression; one that took no part is empty. A line that does not match stays as it is.</summary>
internal sealed class RegexpStep : PipelineStep
{
    private readonly RegexSearch _search;
    private readonly (int Group, int Name)[] _groups;

    public RegexpStep(string pattern, NameTable names)
    {
        _search = RegexSearch.Compile(pattern);
        _groups = [.. _search.GroupNames.Select((name, index) => (Group: index + 1, Name: name)).Where(static group => group.Name is not null)
            .Select(group => (group.Group, names.GetOrAdd(group.Name!)))];
    }

    public override bool Process(ref PipelineRow row)
    {
        if (_search.Find(row.Line) is not { } borders)
        {
            return true;
        }

        foreach ((int group, int name) in _groups)
        {
            int target = row.Labels.Target(name);
            ReadOnlySpan<byte> value = borders[2 * group] < 0 ? default : row.Line[borders[2 * group]..borders[(2 * group) + 1]];
            if (row.Labels.Wants(target) && !row.Labels.Take(target, value))
            {
                return false;
            }
        }

        return true;
    }
}
