namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>A deletion: rows that a log query selects between two times. They are hidden at once; compaction takes them out later.</summary>
/// <param name="Id">The deletion's id, the same in all shards; repeating a request with a known id changes nothing.</param>
/// <param name="Query">A log query: stream selector and filters.</param>
/// <param name="MinTime">The first time, milliseconds, inclusive.</param>
/// <param name="MaxTime">The last time, milliseconds, inclusive.</param>
/// <param name="Created">When it was asked for, Unix milliseconds.</param>
/// <param name="IsDone">True when no block of the shard holds such rows any more; kept for a while so that it can be listed.</param>
[GenerateSerializer, Immutable, Alias("obs.log-deletion")]
public sealed record LogDeletion(
    [property: Id(0)] string Id,
    [property: Id(1)] string Query,
    [property: Id(2)] long MinTime,
    [property: Id(3)] long MaxTime,
    [property: Id(4)] long Created,
    [property: Id(5)] bool IsDone = false);
