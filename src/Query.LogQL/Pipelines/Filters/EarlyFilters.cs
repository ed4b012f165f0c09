using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>
/// Filters of one label each that parsers ask as soon as they find that label, wherever in the pipeline the filter stands: a line that can't pass is given up at once. Clients can tell, as the
/// filter decides about what the parser found even when stages before the filter would have changed it.
/// </summary>
internal sealed class EarlyFilters
{
    private readonly LabelCondition?[] _byName;

    private EarlyFilters(LabelCondition?[] byName) => _byName = byName;

    /// <summary>No filters.</summary>
    public static EarlyFilters None { get; } = new([]);

    /// <summary>Of several filters of one label the first counts.</summary>
    public static EarlyFilters Of(IEnumerable<(int Name, LabelCondition Condition)> filters)
    {
        var byName = new List<LabelCondition?>();
        foreach ((int name, LabelCondition condition) in filters)
        {
            while (byName.Count <= name)
            {
                byName.Add(null);
            }

            byName[name] ??= condition;
        }

        return byName.Count == 0 ? None : new EarlyFilters([.. byName]);
    }

    /// <summary>False when the row's label of this name excludes the row.</summary>
    public bool Pass(int name, RowLabels labels) => name >= _byName.Length || _byName[name] is not { } condition || condition.Test(labels);
}
