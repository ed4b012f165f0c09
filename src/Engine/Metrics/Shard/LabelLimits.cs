namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>How large the labels of a series may be; 0: only the format's own limits.</summary>
/// <param name="LabelsPerSeries">Labels, the metric name included.</param>
/// <param name="NameLength">Bytes of a label's name.</param>
/// <param name="ValueLength">Bytes of a label's value.</param>
public readonly record struct LabelLimits(int LabelsPerSeries, int NameLength, int ValueLength);
