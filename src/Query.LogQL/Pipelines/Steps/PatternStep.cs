using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>pattern</c>: the named captures of a pattern.</summary>
internal sealed class PatternStep : PipelineStep
{
    private readonly PatternExpression _pattern;
    private readonly ParserHints _hints;
    private readonly int[] _names;
    private readonly int[] _borders;

    public PatternStep(string pattern, NameTable names, ParserHints hints)
    {
        _pattern = PatternExpression.Parse(pattern);
        _hints = hints;
        _names = [.. _pattern.Names.Select(names.GetOrAdd)];
        _borders = new int[2 * _names.Length];
    }

    public override bool Process(ref PipelineRow row)
    {
        if (_hints.IsNothing || row.Labels.HasAllRequired)
        {
            return true;
        }

        int count = _pattern.Capture(row.Line, _borders);
        for (int i = 0; i < count; i += 2)
        {
            int target = row.Labels.Target(_names[i / 2]);
            if (row.Labels.Wants(target) && !row.Labels.Take(target, row.Line[_borders[i].._borders[i + 1]]))
            {
                return false;
            }
        }

        return true;
    }
}
