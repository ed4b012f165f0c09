namespace Orleans.Obs.Engine.Shards;

/// <summary>One block that counts.</summary>
/// <param name="Name">The blob's full name.</param>
/// <param name="MinTime">The earliest timestamp in it, milliseconds.</param>
/// <param name="MaxTime">The latest timestamp in it, milliseconds, inclusive.</param>
/// <param name="Level">0 as cut from the head; each compaction is one level up.</param>
/// <param name="Size">Bytes of the blob.</param>
/// <param name="Series">How many series (streams, traces).</param>
/// <param name="Samples">How many samples (lines, spans).</param>
/// <param name="Created">When it was written, Unix milliseconds.</param>
/// <param name="Sequence">The age of its newest content in the shard's counter of cuts and deletions: where blocks overlap, the higher number is the newer layer.</param>
/// <param name="DeletionsApplied">Deletions up to this number are already carried out in its content.</param>
public sealed record ManifestBlock(
    string Name, long MinTime, long MaxTime, int Level, long Size, long Series, long Samples, long Created,
    long Sequence = 0, long DeletionsApplied = 0);
