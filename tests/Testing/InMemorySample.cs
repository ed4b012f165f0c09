using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Testing;

/// <summary>One sample: a float, or a histogram when it has one.</summary>
public sealed record InMemorySample(long Timestamp, double Value, NativeHistogram? Histogram, long StartTimestamp);
