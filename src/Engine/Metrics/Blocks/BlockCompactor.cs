using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Rewrites a shard's blocks into fewer and larger ones, carries deletions out and drops what is past retention, one bounded step at a time.</summary>
public sealed class BlockCompactor(IBlobStore store, PageCache cache, TimeProvider time, CompactionOptions options)
{
    /// <summary>
    /// Does the most useful step, if any, and returns the edit that the caller swaps into the manifest (null: nothing to do; call again later). New blobs are complete when it returns;
    /// a crash before the swap leaves only garbage. Yields the thread between slices.
    /// </summary>
    public ValueTask<BlockEdit?> StepAsync(string shardPath, long epoch, IReadOnlyList<BlockRef> blocks, IReadOnlyList<Tombstone> tombstones, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{store}{cache}{time}{options}");
}
