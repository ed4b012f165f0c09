namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>The timestamps that a shard takes at one moment, both ends inclusive.</summary>
internal readonly record struct AcceptedTimes(long Oldest, long Newest)
{
    // No sensible clock is further from 1970 than this (in years, some 140 million), and differences of such times do not overflow.
    private const long FarthestTime = long.MaxValue / 2;

    public static AcceptedTimes Of(MetricsShardOptions options, long now) => new(
        options.Retention is { } retention ? now - (long)retention.TotalMilliseconds : -FarthestTime, now + (long)options.MaxFuture.TotalMilliseconds);

    public bool Contains(long time) => time >= Oldest && time <= Newest;
}
