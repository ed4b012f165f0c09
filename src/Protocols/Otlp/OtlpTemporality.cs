namespace Orleans.Obs.Protocols.Otlp;

/// <summary>What the numbers of a metric count from; the values are OTLP's.</summary>
internal enum OtlpTemporality
{
    Unspecified = 0,

    /// <summary>From the point before.</summary>
    Delta = 1,

    /// <summary>From a fixed start.</summary>
    Cumulative = 2,
}
