using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>Numbers about one metrics shard.</summary>
[GenerateSerializer, Immutable, Alias("obs.metrics-shard-statistics")]
public sealed record MetricsShardStatistics
{
    /// <summary>Series with samples in memory.</summary>
    [Id(0)]
    public long HeadSeries { get; init; }

    /// <summary>Chunks in memory.</summary>
    [Id(1)]
    public long HeadChunks { get; init; }

    /// <summary>The earliest timestamp in memory, milliseconds; <see cref="long.MaxValue"/> when there is none.</summary>
    [Id(2)]
    public long HeadMinTime { get; init; } = long.MaxValue;

    /// <summary>The latest timestamp in memory, milliseconds; <see cref="long.MinValue"/> when there is none.</summary>
    [Id(3)]
    public long HeadMaxTime { get; init; } = long.MinValue;

    /// <summary>Different label names and values, counted as pairs.</summary>
    [Id(4)]
    public long LabelPairs { get; init; }

    /// <summary>Bytes of memory that the shard's own data takes.</summary>
    [Id(5)]
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of the shard's blocks in the store.</summary>
    [Id(6)]
    public long StoredBytes { get; init; }

    /// <summary>Blocks in the store.</summary>
    [Id(7)]
    public int Blocks { get; init; }

    /// <summary>Metric names by number of series.</summary>
    [Id(8)]
    public ImmutableArray<NameCount> SeriesByMetric { get; init; } = [];

    /// <summary>Label names by number of different values.</summary>
    [Id(9)]
    public ImmutableArray<NameCount> ValuesByLabel { get; init; } = [];

    /// <summary>Label names by bytes of their values over all series.</summary>
    [Id(10)]
    public ImmutableArray<NameCount> BytesByLabel { get; init; } = [];

    /// <summary>Label pairs, written <c>name=value</c>, by number of series.</summary>
    [Id(11)]
    public ImmutableArray<NameCount> SeriesByPair { get; init; } = [];
}
