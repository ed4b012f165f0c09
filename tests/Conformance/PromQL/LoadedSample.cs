using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>One sample to load: a float, or a histogram when it has one. The start timestamp is 0 when it is unknown.</summary>
internal sealed record LoadedSample(long Timestamp, double Value, NativeHistogram? Histogram, long StartTimestamp);
