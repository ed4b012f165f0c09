namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>Numbers about one logs shard.</summary>
[GenerateSerializer, Immutable, Alias("obs.logs-shard-statistics")]
public sealed record LogsShardStatistics
{
    /// <summary>Streams with rows in memory.</summary>
    [Id(0)]
    public long HeadStreams { get; init; }

    /// <summary>Rows in memory.</summary>
    [Id(1)]
    public long HeadRows { get; init; }

    /// <summary>The earliest time in memory, nanoseconds; <see cref="long.MaxValue"/> when there is none.</summary>
    [Id(2)]
    public long HeadMinTime { get; init; } = long.MaxValue;

    /// <summary>The latest time in memory, nanoseconds; <see cref="long.MinValue"/> when there is none.</summary>
    [Id(3)]
    public long HeadMaxTime { get; init; } = long.MinValue;

    /// <summary>Bytes of memory that the shard's own data takes.</summary>
    [Id(4)]
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of the shard's blocks in the store.</summary>
    [Id(5)]
    public long StoredBytes { get; init; }

    /// <summary>Rows in blocks.</summary>
    [Id(6)]
    public long StoredRows { get; init; }

    /// <summary>Blocks in the store.</summary>
    [Id(7)]
    public int Blocks { get; init; }
}
