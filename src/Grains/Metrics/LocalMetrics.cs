using System.Collections.Concurrent;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>The shards whose grains are active in this silo, so that queries in the same process read them without a call.</summary>
internal sealed class LocalMetrics : ILocalMetrics
{
    private readonly ConcurrentDictionary<ShardGrainKey, ShardReader> _shards = new();

    public void Add(ShardGrainKey key, ShardReader shard) => _shards[key] = shard;

    /// <summary>Takes a shard away, unless another activation has put its own in its place.</summary>
    public void Remove(ShardGrainKey key, ShardReader shard) => _shards.TryRemove(KeyValuePair.Create(key, shard));

    public ISeriesSource? Find(string tenant, int shard) => _shards.GetValueOrDefault(new ShardGrainKey(tenant, shard));
}
