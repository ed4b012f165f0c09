namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Tokens that come at a rate and are kept up to a burst. Who finds any may take more than there are: what is larger than the burst gets through, and the rate still holds over time.
/// Starts full.
/// </summary>
internal sealed class TokenBucket(TimeProvider time, double burst)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes tokens when there are any (or, of none, only looks); otherwise says how long it takes until there are some.</summary>
    public bool TryTake(double tokens, double rate, double burst, out TimeSpan wait)
    {
        lock (_lock)
        {
            Fill(rate, burst);
            if (_tokens <= 0)
            {
                wait = TimeSpan.FromSeconds(Math.Min(-_tokens / rate, int.MaxValue));
                return false;
            }

            _tokens -= tokens;
            wait = TimeSpan.Zero;
            return true;
        }
    }

    /// <summary>Whether as much is there as ever will be.</summary>
    public bool IsFull(double rate, double burst)
    {
        lock (_lock)
        {
            Fill(rate, burst);
            return _tokens >= burst;
        }
    }

    private void Fill(double rate, double burst)
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate));
        _filledAt = now;
    }
}
