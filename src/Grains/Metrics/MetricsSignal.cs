using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Shards;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>Metrics shards.</summary>
internal sealed class MetricsSignal(IGrainFactory grains) : IShardSignal
{
    public Signal Signal => Signal.Metrics;

    public int SlotsOf(TenantSettings tenant) => tenant.MetricsSlots;

    public Task WakeAsync(ShardGrainKey shard, CancellationToken cancellationToken) =>
        grains.GetGrain<IMetricsShardGrain>(shard.ToString()).StatisticsAsync(top: 0, cancellationToken);
}
