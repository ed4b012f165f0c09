using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A series of an answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Timestamps">Milliseconds since the epoch, ascending.</param>
/// <param name="Values">The value at each of them.</param>
public sealed record MetricSeries(LabelSet Labels, ReadOnlyMemory<long> Timestamps, ReadOnlyMemory<double> Values);
