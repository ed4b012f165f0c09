namespace Orleans.Obs.Engine.Shards;

/// <summary>A deletion that reads honour at once and compaction carries out.</summary>
/// <param name="Selector">What is deleted, in the signal's own language.</param>
/// <param name="MinTime">From when, milliseconds, inclusive.</param>
/// <param name="MaxTime">Until when, milliseconds, inclusive.</param>
/// <param name="Created">When it was asked for, Unix milliseconds.</param>
/// <param name="Sequence">Its number in the shard's counter of cuts and deletions: only content with a lower one is affected.</param>
public sealed record ManifestTombstone(string Selector, long MinTime, long MaxTime, long Created, long Sequence = 0);
