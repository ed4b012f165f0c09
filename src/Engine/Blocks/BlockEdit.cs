using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>
/// What a compaction asks the manifest to become, in one atomic swap. The removed blocks' blobs are left for the sweep, so that selections that are being read
/// stay readable.
/// </summary>
/// <param name="Added">New blocks; their blobs are complete.</param>
/// <param name="Removed">Blocks that the added ones replace, or whose retention is over.</param>
/// <param name="RemovedTombstones">Tombstones that no remaining block needs.</param>
public sealed record BlockEdit(IReadOnlyList<BlockRef> Added, IReadOnlyList<BlockRef> Removed, IReadOnlyList<ManifestTombstone> RemovedTombstones)
{
    /// <summary>True when there is nothing to swap.</summary>
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0 && RemovedTombstones.Count == 0;
}
