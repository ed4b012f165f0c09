using System.Collections.Immutable;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Cardinality;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using EngineCount = Orleans.Obs.Engine.Metrics.Shard.NameCount;
using NameCount = Orleans.Obs.Grains.Abstractions.Metrics.NameCount;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>The engine's numbers as messages.</summary>
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

    public static CardinalityReply Of(CardinalityCount count, int top) => new(ReplyStatus.Ok)
    {
        Series = count.Series,
        PairsOfSeries = count.PairsOfSeries,
        ByMetric = Of(count.ByMetric(top)),
        ByLabel = Of(count.ByLabel(top)),
        ByFocusValue = Of(count.ByFocusValue(top)),
        ByPair = Of(count.ByPair(top)),
        ValuesByLabel = Of(count.ValuesByLabel(top)),
    };

    public static BlocksReply Of(IReadOnlyList<BlockRef> blocks) => new(
        ReplyStatus.Ok,
        [.. blocks.Select(static block => new MetricsBlock(block.Name, block.MinTime, block.MaxTime, block.Series, block.Samples, block.Length, block.Level))]);

    private static ImmutableArray<NameCount> Of(IReadOnlyList<EngineCount> counts) => [.. counts.Select(static count => new NameCount(count.Name, count.Count))];
}
