using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>One tenant's settings; its key is the tenant's name. Edges remember settings for seconds, so it is not called for every request.</summary>
[Alias("obs.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>The layout and limits that hold now; writes the default layout for a tenant never seen before.</summary>
    [Alias("settings"), ResponseTimeout("00:00:30")]
    Task<TenantSettings> GetSettingsAsync(CancellationToken cancellationToken = default);

    /// <summary>What the tenant uses now, asked of all its shards.</summary>
    [Alias("usage"), ResponseTimeout("00:00:30")]
    Task<TenantUsage> GetUsageAsync(CancellationToken cancellationToken = default);

    /// <summary>The keys that the tenant keeps. A tenant never seen before has none, and is not created by asking.</summary>
    [Alias("keys"), ResponseTimeout("00:00:10")]
    Task<ApiKeysReply> GetKeysAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps a new key. Failed when the tenant has too many or one with its id.</summary>
    [Alias("add-key"), ResponseTimeout("00:00:10")]
    Task<Acknowledgement> AddKeyAsync(ApiKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives a key another secret. The newest one it had stays valid until <paramref name="previousExpires"/> (milliseconds since the epoch), older ones are gone. Failed when there is no such key.
    /// </summary>
    [Alias("rotate-key"), ResponseTimeout("00:00:10")]
    Task<Acknowledgement> RotateKeyAsync(string id, ApiKeySecret secret, long previousExpires, CancellationToken cancellationToken = default);

    /// <summary>Forgets a key. Failed when there is no such key.</summary>
    [Alias("revoke-key"), ResponseTimeout("00:00:10")]
    Task<Acknowledgement> RevokeKeyAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Adds to what is known of the use of metrics: counts are added up, the latest time stays.</summary>
    [Alias("add-metric-uses"), ResponseTimeout("00:00:30")]
    Task<Acknowledgement> AddMetricUsesAsync(ImmutableArray<MetricUse> more, CancellationToken cancellationToken = default);

    /// <summary>How often and when the tenant's metrics were asked for.</summary>
    [Alias("metric-uses"), ResponseTimeout("00:00:30")]
    Task<MetricUsesReply> GetMetricUsesAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets the use of metrics and counts anew from now.</summary>
    [Alias("reset-metric-uses"), ResponseTimeout("00:00:30")]
    Task<Acknowledgement> ResetMetricUsesAsync(CancellationToken cancellationToken = default);
}
