namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The decompressed pages and indexes of blocks that were read last, one cache per silo, shared by all its shards. Thread-safe.</summary>
/// <param name="capacityBytes">How much it may hold; pages that readers use at the moment come on top.</param>
public sealed class PageCache(long capacityBytes)
{
    /// <summary>How much it may hold.</summary>
    public long CapacityBytes { get; } = capacityBytes;
}
