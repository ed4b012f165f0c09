namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>What an operation on histograms noticed; a query language turns it into warnings and infos.</summary>
[Flags]
public enum HistogramFlags
{
    /// <summary>Nothing worth mentioning.</summary>
    None = 0,

    /// <summary>One side has exponential buckets, the other custom ones: there is no result.</summary>
    Incompatible = 1 << 0,

    /// <summary>The custom bounds differ; the result has those that both sides share.</summary>
    BoundsReconciled = 1 << 1,

    /// <summary>One side says that the counter was reset, the other that it was not.</summary>
    ResetHintConflict = 1 << 2,

    /// <summary>The result is NaN because the wanted observation is one of the NaN observations.</summary>
    ResultIsNaNObservation = 1 << 3,

    /// <summary>There are NaN observations, which lie in no bucket: a quantile comes out higher, a fraction leaves them out.</summary>
    NaNObservations = 1 << 4,
}
