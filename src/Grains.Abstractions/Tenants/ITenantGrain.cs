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
}
