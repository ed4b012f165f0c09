using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Logs;

/// <summary>The logs of all tenants as edges see them: settings and shards.</summary>
public interface ILogsCluster
{
    /// <summary>The tenant's layout and limits, at most seconds old.</summary>
    ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>One shard of a tenant.</summary>
    ILogsShardGrain Shard(string tenant, int slot);
}
