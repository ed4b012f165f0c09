namespace Orleans.Obs.Api.Otlp;

/// <summary>What became of an export request, in the distinctions that clients act on.</summary>
internal enum OtlpStatus
{
    /// <summary>Stored, but for what was refused for good.</summary>
    Accepted,

    /// <summary>The request can't be understood; the same again is refused again.</summary>
    Invalid,

    /// <summary>The tenant sends more than it may; the same later is taken.</summary>
    RateLimited,

    /// <summary>Nothing is known to be stored; the same later is taken, and stores nothing twice.</summary>
    Unavailable,

    /// <summary>A defect or damage; sending again does not help.</summary>
    Failed,
}
