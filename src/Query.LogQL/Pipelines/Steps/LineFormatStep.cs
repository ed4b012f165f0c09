using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Templates;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>line_format</c>: a template makes the line.</summary>
internal sealed class LineFormatStep : PipelineStep
{
    private readonly LineTemplate _template;
    private readonly int _onlyLabel;
    private byte[] _line = [];

    public LineFormatStep(LineTemplate template, NameTable names)
    {
        _template = template;
        _onlyLabel = template.SingleField is { } label ? names.GetOrAdd(label) : -1;
    }

    public override bool Process(ref PipelineRow row)
    {
        if (_onlyLabel >= 0)
        {
            row.Labels.TryGet(_onlyLabel, out ReadOnlySpan<byte> value);
            _line = _line.Length >= value.Length ? _line : new byte[2 * value.Length];
            value.CopyTo(_line);
            row.Line = _line.AsSpan(0, value.Length);
            return true;
        }

        try
        {
            row.Line = _template.Execute(row.Line, row.Timestamp, new RowLabelMap(row.Labels));
        }
        catch (TemplateExecutionException failure)
        {
            row.Labels.SetError(PipelineErrors.TemplateFormat, failure.Message);
        }

        return true;
    }
}
