namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The minutes that rows are counted in ahead of time. As windows of range aggregations, a minute is open at its beginning: a row exactly on the minute belongs to the one that ends there.</summary>
internal static class MinuteGrid
{
    /// <summary>Nanoseconds of a minute.</summary>
    public const long Minute = 60_000_000_000;

    /// <summary>The number of the minute that a time lies in.</summary>
    public static long Of(long time)
    {
        // Of whole numbers, the ceiling of time / minute is the floor of (time - 1) / minute plus one, without the overflow of adding first.
        long quotient = Math.DivRem(time, Minute, out long rest);
        return rest > 0 ? quotient + 1 : quotient;
    }
}
