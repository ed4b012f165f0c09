using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>The newest sample of a series.</summary>
/// <param name="Labels">The series.</param>
/// <param name="Timestamp">When, milliseconds.</param>
/// <param name="Value">The value of a float.</param>
/// <param name="Histogram">The histogram, when it is one.</param>
public readonly record struct FederatedSample(LabelSet Labels, long Timestamp, double Value, NativeHistogram? Histogram);
