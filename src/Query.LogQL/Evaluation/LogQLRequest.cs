namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A query to evaluate. Times are nanoseconds since the epoch.</summary>
/// <param name="Text">The LogQL text.</param>
/// <param name="Start">The first time: of lines, inclusive; of the steps of a metric query; for an instant query the only one.</param>
/// <param name="End">The last time: of lines, exclusive; of the steps, inclusive; equal to <paramref name="Start"/> for an instant query.</param>
/// <param name="Step">The distance of the steps of a metric query; 0 makes it an instant query, which a query for lines can't be.</param>
public sealed record LogQLRequest(string Text, long Start, long End, long Step)
{
    /// <summary>The most lines that are returned.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Which lines come first, and are kept when there are more than the limit.</summary>
    public LogDirection Direction { get; init; }

    /// <summary>The least distance of returned lines of one stream, nanoseconds; 0 returns all.</summary>
    public long Interval { get; init; }

    /// <summary>True for an instant query.</summary>
    public bool IsInstant => Step == 0;
}
