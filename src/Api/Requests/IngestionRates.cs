using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Requests;

/// <summary>Holds tenants to their rates of samples.</summary>
internal sealed class IngestionRates(TimeProvider time)
{
    private readonly RateBuckets<string> _buckets = new(time);

    /// <summary>Takes tokens for a request; returns 0 when it is let in, otherwise the seconds after which to try again.</summary>
    public int Take(string tenant, TenantLimits limits, int samples) => _buckets.Take(tenant, limits.IngestionRate, limits.IngestionBurst, samples);
}
