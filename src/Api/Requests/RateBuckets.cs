using System.Collections.Concurrent;

namespace Orleans.Obs.Api.Requests;

/// <summary>Holds senders to their rates: a bucket of tokens for each.</summary>
internal sealed class RateBuckets<TKey>(TimeProvider time)
    where TKey : notnull
{
    private const int DefaultBurstSeconds = 10;
    private const int MaxWaitSeconds = 60;
    private const int MaxBuckets = 100_000;

    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();

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
        TokenBucket bucket = _buckets.GetOrAdd(key, static (_, start) => new TokenBucket(start.time, start.burst), (time, burst));
        return bucket.TryTake(amount, rate, burst, out TimeSpan wait) ? 0 : (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, MaxWaitSeconds);
    }
}
