namespace Orleans.Obs.Protocols.Otlp;

/// <summary>What is odd about metrics that are taken all the same; named as Prometheus counts them.</summary>
public enum OtlpWarning
{
    /// <summary>A metric has no data points.</summary>
    EmptyDataPoints,

    /// <summary>Several attributes land on one label.</summary>
    LabelNameCollision,

    /// <summary>A histogram has no observations, but a sum of them.</summary>
    HistogramZeroCountNonZeroSum,
}
