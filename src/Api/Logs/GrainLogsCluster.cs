using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Logs;

/// <summary>The grains of the cluster. Settings of tenants are remembered where those of metrics are.</summary>
internal sealed class GrainLogsCluster(IGrainFactory grains, IMetricsCluster tenants) : ILogsCluster
{
    public ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken) => tenants.SettingsOfAsync(tenant, cancellationToken);

    public ILogsShardGrain Shard(string tenant, int slot) => grains.GetGrain<ILogsShardGrain>(new ShardGrainKey(tenant, slot).ToString());
}
