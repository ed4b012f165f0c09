using System.Collections.Concurrent;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Requests;

/// <summary>Holds tenants to their rates of samples: a bucket of tokens for each.</summary>
internal sealed class IngestionRates(TimeProvider time)
{
    private const int DefaultBurstSeconds = 10;
    private const int MaxWaitSeconds = 60;

    private readonly ConcurrentDictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes tokens for a request; returns 0 when it is let in, otherwise the seconds after which to try again.</summary>
    public int Take(string tenant, TenantLimits limits, int samples)
    {
        if (limits.IngestionRate <= 0)
        {
            return 0;
        }

        double burst = limits.IngestionBurst > 0 ? limits.IngestionBurst : limits.IngestionRate * DefaultBurstSeconds;
        TokenBucket bucket = _buckets.GetOrAdd(tenant, static (_, start) => new TokenBucket(start.time, start.burst), (time, burst));
        return bucket.TryTake(samples, limits.IngestionRate, burst, out TimeSpan wait) ? 0 : (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, MaxWaitSeconds);
    }
}
