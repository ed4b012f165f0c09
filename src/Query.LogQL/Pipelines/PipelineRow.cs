using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>The row that a pipeline is at: its line, which stages may replace, its time and its labels.</summary>
internal ref struct PipelineRow
{
    public ReadOnlySpan<byte> Line;
    public long Timestamp;
    public RowLabels Labels;
}
