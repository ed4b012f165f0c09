namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>What to take from compensated sums.</summary>
internal enum SumPart
{
    /// <summary>The best value: sum plus compensation.</summary>
    Value,

    /// <summary>The running sum alone.</summary>
    Sum,

    /// <summary>The compensation alone.</summary>
    Compensation,
}
