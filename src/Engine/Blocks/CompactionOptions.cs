namespace Orleans.Obs.Engine.Blocks;

/// <summary>What compaction aims at.</summary>
public record CompactionOptions
{
    /// <summary>The aligned length of a level-1 block's window.</summary>
    public TimeSpan SmallWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The aligned length of a level-2 block's window; a multiple of <see cref="SmallWindow"/>.</summary>
    public TimeSpan LargeWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long after a window's end late data is waited for before its blocks are merged.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(40);

    /// <summary>More blocks than this in one window are merged without waiting for its end, and even when one of them is much larger than the others.</summary>
    public int MaxBlocksPerWindow { get; init; } = 10;

    /// <summary>What is older than this is dropped; null keeps everything.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>A merge takes blocks of at most so many stored bytes together, which bounds the memory of its output; a window with more stays in several
    /// blocks.</summary>
    public long MaxInputBytes { get; init; } = 128L << 20;

    /// <summary>The zstd level of compacted blocks.</summary>
    public int CompressionLevel { get; init; } = 3;
}
