namespace Orleans.Obs.Engine.Blocks;

/// <summary>An aligned stretch of time that ends up in one block.</summary>
/// <param name="Start">The first millisecond.</param>
/// <param name="End">The last millisecond.</param>
/// <param name="Level">The level of the block: 0 while samples still arrive, 1 for a small window, 2 for a large one.</param>
public readonly record struct CompactionWindow(long Start, long End, int Level)
{
    /// <summary>Times beyond this, far outside of any calendar, share one window at each end, so that no bound overflows.</summary>
    private const long Horizon = 1L << 60;

    /// <summary>True while samples are still expected.</summary>
    public bool IsOpen => Level == 0;

    /// <summary>The window that a timestamp belongs to at this moment: the large one when that is over, otherwise the small one.</summary>
    public static CompactionWindow Of(long time, CompactionOptions options, long now)
    {
        if (time is > Horizon or < -Horizon)
        {
            return time > 0 ? new CompactionWindow(Horizon + 1, long.MaxValue, 2) : new CompactionWindow(long.MinValue, -Horizon - 1, 2);
        }

        long settled = now - (long)options.Settle.TotalMilliseconds;
        CompactionWindow large = Aligned(time, (long)options.LargeWindow.TotalMilliseconds, 2);
        if (large.End < settled)
        {
            return large;
        }

        CompactionWindow small = Aligned(time, (long)options.SmallWindow.TotalMilliseconds, 1);
        return small.End < settled ? small : small with { Level = 0 };
    }

    private static CompactionWindow Aligned(long time, long length, int level)
    {
        long start = time - (((time % length) + length) % length);
        return new CompactionWindow(start, start + length - 1, level);
    }
}
