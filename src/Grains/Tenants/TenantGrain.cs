using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>Answers for one tenant from the catalogue, from its keys, from what is known of its metrics' use, and from its shards.</summary>
[Reentrant]
internal sealed class TenantGrain(TenantCatalog catalog, TenantKeys keys, MetricUses uses, IGrainFactory grains) : Grain, ITenantGrain
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

    public async Task<ApiKeysReply> GetKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new ApiKeysReply(ReplyStatus.Ok, await keys.ReadAsync(Tenant(), cancellationToken));
        }
        catch (BlobUnavailableException unavailable)
        {
            return new ApiKeysReply(ReplyStatus.Unavailable, [], unavailable.Message);
        }
    }

    public Task<Acknowledgement> AddKeyAsync(ApiKey key, CancellationToken cancellationToken) => AnswerAsync(keys.AddAsync(Tenant(), key, cancellationToken));

    public Task<Acknowledgement> RotateKeyAsync(string id, ApiKeySecret secret, long previousExpires, CancellationToken cancellationToken) =>
        AnswerAsync(keys.RotateAsync(Tenant(), id, secret, previousExpires, cancellationToken));

    public Task<Acknowledgement> RevokeKeyAsync(string id, CancellationToken cancellationToken) => AnswerAsync(keys.RevokeAsync(Tenant(), id, cancellationToken));

    public Task<Acknowledgement> AddMetricUsesAsync(ImmutableArray<MetricUse> more, CancellationToken cancellationToken) => AnswerAsync(uses.AddAsync(Tenant(), more, cancellationToken));

    public async Task<MetricUsesReply> GetMetricUsesAsync(CancellationToken cancellationToken)
    {
        try
        {
            MetricUseTable table = await uses.ReadAsync(Tenant(), cancellationToken);
            return new MetricUsesReply(ReplyStatus.Ok, table.Since, table.Uses);
        }
        catch (BlobUnavailableException unavailable)
        {
            return new MetricUsesReply(ReplyStatus.Unavailable, 0, [], unavailable.Message);
        }
    }

    public Task<Acknowledgement> ResetMetricUsesAsync(CancellationToken cancellationToken) => AnswerAsync(uses.ResetAsync(Tenant(), cancellationToken));

    /// <summary>Null means done, a text why it can't be.</summary>
    private static async Task<Acknowledgement> AnswerAsync(ValueTask<string?> change)
    {
        try
        {
            return await change is { } fault ? new Acknowledgement(ReplyStatus.Failed, fault) : Acknowledgement.Done;
        }
        catch (BlobUnavailableException unavailable)
        {
            return new Acknowledgement(ReplyStatus.Unavailable, unavailable.Message);
        }
    }

    private string Tenant()
    {
        string tenant = this.GetPrimaryKeyString();
        return TenantName.IsValid(tenant) ? tenant : throw new ArgumentException($"'{tenant}' is not a tenant's name");
    }
}
