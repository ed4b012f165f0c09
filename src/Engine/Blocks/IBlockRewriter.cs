using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>What compaction leaves to the signal: reading blocks and writing what of them is still wanted into fewer ones.</summary>
public interface IBlockRewriter
{
    /// <summary>
    /// Rewrites blocks without what is before <paramref name="minTime"/> or deleted. Each new block comes with its window, empty ones do not come.
    /// </summary>
    /// <param name="inputs">Blocks of one shard.</param>
    /// <param name="deletions">Deletions that at least one of the blocks still has to carry out.</param>
    /// <param name="minTime">The earliest time that is kept, milliseconds.</param>
    /// <param name="now">The clock, Unix milliseconds.</param>
    /// <param name="cancellationToken">Stops between slices; nothing has to be undone.</param>
    ValueTask<IReadOnlyList<(CompactionWindow Window, FinishedBlock Block)>> RewriteAsync(
        IReadOnlyList<BlockRef> inputs, IReadOnlyList<ManifestTombstone> deletions, long minTime, long now, CancellationToken cancellationToken);
}
