namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>
/// Buckets of time one behind the other. Bucket i holds the times in (<c>Start + i * Step</c>, <c>Start + (i + 1) * Step</c>], open at its beginning as windows of range aggregations are.
/// </summary>
/// <param name="Start">Nanoseconds; the first bucket begins behind it.</param>
/// <param name="Step">Nanoseconds; the width of a bucket.</param>
/// <param name="Buckets">How many buckets.</param>
public readonly record struct LogCountGrid(long Start, long Step, int Buckets)
{
    /// <summary>The end of the last bucket, inclusive.</summary>
    public long End => Start + (Step * Buckets);
}
