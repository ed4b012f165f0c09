using Orleans.Concurrency;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>Answers for one tenant from the catalogue and from its shards.</summary>
[Reentrant]
internal sealed class TenantGrain(TenantCatalog catalog, IGrainFactory grains) : Grain, ITenantGrain
{
    public Task<TenantSettings> GetSettingsAsync(CancellationToken cancellationToken) => catalog.GetAsync(Tenant(), cancellationToken).AsTask();

    public async Task<TenantUsage> GetUsageAsync(CancellationToken cancellationToken)
    {
        string tenant = Tenant();
        TenantSettings settings = await catalog.GetAsync(tenant, cancellationToken);
        MetricsShardStatistics[] shards = await Task.WhenAll(Enumerable.Range(0, settings.MetricsSlots).Select(slot =>
            grains.GetGrain<IMetricsShardGrain>(new ShardGrainKey(tenant, slot).ToString()).StatisticsAsync(top: 0, cancellationToken)));
        return new TenantUsage(shards.Sum(shard => shard.HeadSeries), shards.Sum(shard => shard.MemoryBytes), shards.Sum(shard => shard.StoredBytes));
    }

    private string Tenant()
    {
        string tenant = this.GetPrimaryKeyString();
        return TenantName.IsValid(tenant) ? tenant : throw new ArgumentException($"'{tenant}' is not a tenant's name");
    }
}
