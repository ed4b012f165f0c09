namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>What a query cost.</summary>
public sealed record LogQLStatistics
{
    /// <summary>Lines that were looked at: those of the selected streams and times that no index could exclude.</summary>
    public long LinesProcessed { get; init; }

    /// <summary>Bytes of those lines.</summary>
    public long BytesProcessed { get; init; }

    /// <summary>Bytes of their structured metadata.</summary>
    public long MetadataBytesProcessed { get; init; }

    /// <summary>Lines that passed the pipeline.</summary>
    public long LinesMatched { get; init; }

    /// <summary>Lines that were returned.</summary>
    public long EntriesReturned { get; init; }

    /// <summary>Shards that were asked.</summary>
    public int Shards { get; init; }

    /// <summary>Times that shards were asked, windows of time counted one by one.</summary>
    public int Subqueries { get; init; }

    /// <summary>The sum of two costs.</summary>
    public static LogQLStatistics operator +(LogQLStatistics left, LogQLStatistics right) => new()
    {
        LinesProcessed = left.LinesProcessed + right.LinesProcessed,
        BytesProcessed = left.BytesProcessed + right.BytesProcessed,
        MetadataBytesProcessed = left.MetadataBytesProcessed + right.MetadataBytesProcessed,
        LinesMatched = left.LinesMatched + right.LinesMatched,
        EntriesReturned = left.EntriesReturned + right.EntriesReturned,
        Shards = Math.Max(left.Shards, right.Shards),
        Subqueries = left.Subqueries + right.Subqueries,
    };
}
