namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>What a native histogram sample says about a counter reset before it; the numbers are remote write's.</summary>
public enum ResetHint : byte
{
    /// <summary>Nothing is said; compare with the sample before.</summary>
    Unknown = 0,

    /// <summary>The counter was reset before this sample.</summary>
    Reset = 1,

    /// <summary>There was no reset before this sample.</summary>
    NoReset = 2,

    /// <summary>A gauge: resets have no meaning.</summary>
    Gauge = 3,
}
