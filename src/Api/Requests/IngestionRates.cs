using System.Collections.Concurrent;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Holds tenants to their rates of samples: a bucket of tokens for each, filled at the rate up to the burst. A request is let in while there are tokens and may take more
/// than there are, so that requests larger than the burst get through and the rate still holds over time.
/// </summary>
internal sealed class IngestionRates(TimeProvider time)
{
    private const int DefaultBurstSeconds = 10;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes tokens for a request; returns 0 when it is let in, otherwise the seconds after which to try again.</summary>
    public int Take(string tenant, TenantLimits limits, int samples)
    {
        if (limits.IngestionRate <= 0)
        {
            return 0;
        }

        double burst = limits.IngestionBurst > 0 ? limits.IngestionBurst : limits.IngestionRate * DefaultBurstSeconds;
        Bucket bucket = _buckets.GetOrAdd(tenant, static (_, start) => new Bucket(start.burst, start.now), (burst, now: time.GetTimestamp()));
        lock (bucket)
        {
            long now = time.GetTimestamp();
            bucket.Tokens = Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * limits.IngestionRate));
            bucket.FilledAt = now;
            if (bucket.Tokens <= 0)
            {
                return (int)Math.Clamp(Math.Ceiling(-bucket.Tokens / limits.IngestionRate), 1, 60);
            }

            bucket.Tokens -= samples;
            return 0;
        }
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
        public double Tokens { get; set; } = tokens;

        public long FilledAt { get; set; } = filledAt;
    }
}
