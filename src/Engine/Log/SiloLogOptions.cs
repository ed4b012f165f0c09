namespace Orleans.Obs.Engine.Log;

/// <summary>How a <see cref="SiloLog"/> groups, bounds and retries its writes.</summary>
public sealed record SiloLogOptions
{
    /// <summary>Least time from the start of one flush to the start of the next; an idle log flushes at once.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Bytes at which a flush is full and the next one begins.</summary>
    public int MaxBatchBytes { get; init; } = 8 << 20;

    /// <summary>Bytes waiting to become durable above which the log calls itself not writable. It takes twice as much before it refuses records.</summary>
    public int MaxQueuedBytes { get; init; } = 64 << 20;

    /// <summary>Bytes after which a segment ends.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Bytes from which on a segment also ends when no shard needs anything of it any more, so that an idle log keeps next to nothing.</summary>
    public long IdleSegmentBytes { get; init; } = 1 << 20;

    /// <summary>Appends after which a segment ends; Azure allows 50,000 to a blob.</summary>
    public int SegmentAppends { get; init; } = 49_000;

    /// <summary>How long to wait before trying a failed flush again; doubles with every failure.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(5);
}
