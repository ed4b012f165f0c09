using System.Collections.Immutable;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions.Metrics;
using EngineCount = Orleans.Obs.Engine.Metrics.Shard.NameCount;
using NameCount = Orleans.Obs.Grains.Abstractions.Metrics.NameCount;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>The engine's statistics as a message.</summary>
internal static class ShardNumbers
{
    public static MetricsShardStatistics Of(ShardStatistics statistics) => new()
    {
        HeadSeries = statistics.HeadSeries,
        HeadChunks = statistics.HeadChunks,
        HeadMinTime = statistics.HeadMinTime,
        HeadMaxTime = statistics.HeadMaxTime,
        LabelPairs = statistics.LabelPairs,
        MemoryBytes = statistics.MemoryBytes,
        StoredBytes = statistics.StoredBytes,
        Blocks = statistics.Blocks,
        SeriesByMetric = Of(statistics.SeriesByMetric),
        ValuesByLabel = Of(statistics.ValuesByLabel),
        BytesByLabel = Of(statistics.BytesByLabel),
        SeriesByPair = Of(statistics.SeriesByPair),
    };

    private static ImmutableArray<NameCount> Of(IReadOnlyList<EngineCount> counts) => [.. counts.Select(static count => new NameCount(count.Name, count.Count))];
}
