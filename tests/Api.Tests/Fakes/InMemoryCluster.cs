using System.Collections.Concurrent;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Tests.Fakes;

/// <summary>Tenants whose shards live in this process.</summary>
internal sealed class InMemoryCluster : IMetricsCluster
{
    private readonly ConcurrentDictionary<(string Tenant, int Slot), InMemoryShardGrain> _shards = new();

    public TenantSettings Settings { get; set; } = new(4, new TenantLimits());

    public IEnumerable<InMemoryShardGrain> ShardsOf(string tenant) => Enumerable.Range(0, Settings.MetricsSlots).Select(slot => ShardOf(tenant, slot));

    public ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken) => new(Settings);

    public IMetricsShardGrain Shard(string tenant, int slot) => ShardOf(tenant, slot);

    private InMemoryShardGrain ShardOf(string tenant, int slot) => _shards.GetOrAdd((tenant, slot), static _ => new InMemoryShardGrain());
}
