using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Metrics;

/// <summary>The grains of the cluster. Remembers references to shards, and tenants' settings for seconds.</summary>
internal sealed class GrainMetricsCluster(IGrainFactory grains, IOptions<ApiOptions> options, TimeProvider time) : IMetricsCluster
{
    private const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);

    public async ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        if (_tenants.TryGetValue(tenant, out Tenant? known) && time.GetElapsedTime(known.ReadAt, now) < options.Value.TenantSettingsAge)
        {
            return known.Settings;
        }

        TenantSettings settings = await grains.GetGrain<ITenantGrain>(tenant).GetSettingsAsync(cancellationToken);
        if (_tenants.Count >= MaxTenants)
        {
            _tenants.Clear();
        }

        IMetricsShardGrain[] shards = known is not null && known.Shards.Length == settings.MetricsSlots
            ? known.Shards
            : [.. Enumerable.Range(0, settings.MetricsSlots).Select(slot => ShardOf(tenant, slot))];
        _tenants[tenant] = new Tenant(settings, shards, now);
        return settings;
    }

    public IMetricsShardGrain Shard(string tenant, int slot) => _tenants.TryGetValue(tenant, out Tenant? known) && slot < known.Shards.Length
        ? known.Shards[slot]
        : ShardOf(tenant, slot);

    private IMetricsShardGrain ShardOf(string tenant, int slot) => grains.GetGrain<IMetricsShardGrain>(new ShardGrainKey(tenant, slot).ToString());

    private sealed record Tenant(TenantSettings Settings, IMetricsShardGrain[] Shards, long ReadAt);
}
