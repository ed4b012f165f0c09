namespace Orleans.Obs.Load.Queries;

/// <summary>Which times a query of a file is about.</summary>
internal enum QueryKind
{
    /// <summary>The end, at one time.</summary>
    Instant,

    /// <summary>The range that the file is run over.</summary>
    Range,

    /// <summary>The day up to the end.</summary>
    Day,
}
