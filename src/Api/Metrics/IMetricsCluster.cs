using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Metrics;

/// <summary>The metrics of all tenants as edges see them: settings and shards.</summary>
public interface IMetricsCluster
{
    /// <summary>The tenant's layout and limits, at most seconds old.</summary>
    ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>One shard of a tenant.</summary>
    IMetricsShardGrain Shard(string tenant, int slot);
}
