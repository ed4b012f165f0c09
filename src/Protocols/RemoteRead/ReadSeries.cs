using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>One series of an answer to remote read, stale markers included.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Timestamps">Milliseconds, ascending.</param>
/// <param name="Values">Values, as many; NaN where there is a histogram.</param>
/// <param name="Histograms">Histograms by position; empty when all samples are floats.</param>
public readonly record struct ReadSeries(LabelSet Labels, ReadOnlyMemory<long> Timestamps, ReadOnlyMemory<double> Values, ReadOnlyMemory<NativeHistogram?> Histograms);
