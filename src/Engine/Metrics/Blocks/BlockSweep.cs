using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Deletes block blobs that no manifest names: replaced ones, and what crashes left behind.</summary>
public static class BlockSweep
{
    /// <summary>
    /// Deletes the shard's block blobs that are not in <paramref name="live"/> and are older than <paramref name="grace"/>; returns how many. Run it in the same loop as
    /// cuts and compactions, so that no upload is between its blob and its manifest, with a grace longer than the longest query.
    /// </summary>
    public static ValueTask<int> RunAsync(IBlobStore store, string shardPath, IReadOnlyList<BlockRef> live, TimeSpan grace, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
