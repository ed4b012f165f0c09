namespace Orleans.Obs.Engine.Shards;

/// <summary>Somebody else owns the shard now. Whoever sees this must stop serving it.</summary>
public sealed class OwnershipLostException(ShardKey shard, long epoch)
    : Exception($"shard {shard} is no longer owned under epoch {epoch}")
{
    /// <summary>The shard that was lost.</summary>
    public ShardKey Shard { get; } = shard;

    /// <summary>The epoch that was superseded.</summary>
    public long Epoch { get; } = epoch;
}
