using System.Collections.Concurrent;

namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Holds senders to their rates: a bucket of tokens for each, filled at the rate up to the burst. A request is let in while there are tokens and may take more than there are, so that
/// requests larger than the burst get through and the rate still holds over time.
/// </summary>
internal sealed class RateBuckets<TKey>(TimeProvider time)
    where TKey : notnull
{
    private const int DefaultBurstSeconds = 10;
    private const int MaxBuckets = 100_000;
    private const int LongestWaitSeconds = 60;

    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();

    /// <summary>Takes tokens for a request; returns 0 when it is let in, otherwise the seconds after which to try again.</summary>
    /// <param name="key">Who sends.</param>
    /// <param name="rate">Tokens a second; 0: no limit.</param>
    /// <param name="burst">Tokens at once; 0: ten seconds' worth of the rate.</param>
    /// <param name="amount">What the request costs.</param>
    public int Take(TKey key, double rate, double burst, double amount)
    {
        if (rate <= 0)
        {
            return 0;
        }

        if (_buckets.Count >= MaxBuckets)
        {
            _buckets.Clear();
        }

        burst = burst > 0 ? burst : rate * DefaultBurstSeconds;
        Bucket bucket = _buckets.GetOrAdd(key, static (_, start) => new Bucket(start.burst, start.now), (burst, now: time.GetTimestamp()));
        lock (bucket)
        {
            long now = time.GetTimestamp();
            bucket.Tokens = Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * rate));
            bucket.FilledAt = now;
            if (bucket.Tokens <= 0)
            {
                return (int)Math.Clamp(Math.Ceiling(-bucket.Tokens / rate), 1, LongestWaitSeconds);
            }

            bucket.Tokens -= amount;
            return 0;
        }
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
        public double Tokens { get; set; } = tokens;

        public long FilledAt { get; set; } = filledAt;
    }
}
