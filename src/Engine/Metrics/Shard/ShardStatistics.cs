namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Numbers about one metrics shard. The lists are largest first.</summary>
public sealed record ShardStatistics
{
    /// <summary>Series known to the head.</summary>
    public required long HeadSeries { get; init; }

    /// <summary>Samples in memory.</summary>
    public required long HeadSamples { get; init; }

    /// <summary>Chunks in memory.</summary>
    public required long HeadChunks { get; init; }

    /// <summary>The earliest timestamp in memory, milliseconds; <see cref="long.MaxValue"/> when there is none.</summary>
    public required long HeadMinTime { get; init; }

    /// <summary>The latest timestamp in memory, milliseconds; <see cref="long.MinValue"/> when there is none.</summary>
    public required long HeadMaxTime { get; init; }

    /// <summary>Distinct labels, names and values together, of the head.</summary>
    public required long LabelPairs { get; init; }

    /// <summary>Bytes of memory, roughly.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes of log records that are in no block.</summary>
    public required long LogBytes { get; init; }

    /// <summary>When the oldest record came that is in no block, milliseconds since the epoch; <see cref="long.MaxValue"/> when there is none.</summary>
    public required long OldestUnflushed { get; init; }

    /// <summary>Bytes of blocks.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Samples in blocks, those in several counted as often.</summary>
    public required long StoredSamples { get; init; }

    /// <summary>Blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>Metric names by number of series.</summary>
    public required IReadOnlyList<NameCount> SeriesByMetric { get; init; }

    /// <summary>Label names by number of distinct values.</summary>
    public required IReadOnlyList<NameCount> ValuesByLabel { get; init; }

    /// <summary>Label names by bytes of their values over all series.</summary>
    public required IReadOnlyList<NameCount> BytesByLabel { get; init; }

    /// <summary>Labels, written <c>name=value</c>, by number of series.</summary>
    public required IReadOnlyList<NameCount> SeriesByPair { get; init; }
}
