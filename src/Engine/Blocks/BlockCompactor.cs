using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>
/// Rewrites a shard's blocks into fewer and larger ones, carries deletions out and drops what is past retention: one bounded step at a time, each of which ends
/// in an edit of the manifest.
/// New blobs are complete before the edit is returned, old ones are left for <see cref="BlockSweep"/>, so a crash anywhere leaves garbage at most.
/// </summary>
public sealed class BlockCompactor(IBlobStore store, TimeProvider time, CompactionOptions options, IBlockRewriter rewriter)
{
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);

    /// <summary>
    /// Does the most useful step and returns the edit that the caller swaps into the manifest; null when there is nothing to do. Call it again until then.
    /// Gives the thread up between
    /// slices. A block that turns out to be damaged is reported once and left out of later steps.
    /// </summary>
    /// <param name="shardPath">The folder of the shard's blobs.</param>
    /// <param name="epoch">The shard's epoch; part of the new blobs' names.</param>
    /// <param name="blocks">All blocks of the manifest.</param>
    /// <param name="tombstones">All tombstones of the manifest.</param>
    /// <param name="oldestInMemory">The lowest sequence among the layers that are in no block yet: tombstones above it stay, because those layers will need
    /// them.</param>
    /// <param name="cancellationToken">Stops between slices; nothing has to be undone.</param>
    /// <exception cref="BlobUnavailableException">The store failed several times.</exception>
    /// <exception cref="CorruptBlockException">An input block is damaged.</exception>
    public async ValueTask<BlockEdit?> StepAsync(
        string shardPath, long epoch, IReadOnlyList<BlockRef> blocks, IReadOnlyList<ManifestTombstone> tombstones, long oldestInMemory,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(tombstones);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long minTime = options.Retention is { } retention ? now - (long)retention.TotalMilliseconds : long.MinValue;
        List<BlockRef> expired = [.. blocks.Where(block => block.MaxTime < minTime)];
        if (expired.Count > 0 || tombstones.Any(tombstone => IsDone(tombstone, blocks, oldestInMemory)))
        {
            return Edit([], expired, blocks, tombstones, oldestInMemory);
        }

        List<BlockRef> sound = [.. blocks.Where(block => !_damaged.Contains(block.Name))];
        if (new CompactionPlanner(options, now).Choose(sound, tombstones) is not { } inputs)
        {
            return null;
        }

        try
        {
            IReadOnlyList<BlockRef> added = await RewriteAsync(shardPath, epoch, inputs, tombstones, minTime, now, cancellationToken).ConfigureAwait(false);
            return Edit(added, inputs, blocks, tombstones, oldestInMemory);
        }
        catch (CorruptBlockException corrupt)
        {
            _damaged.Add(corrupt.BlobName);
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<BlockRef>> RewriteAsync(
        string shardPath, long epoch, IReadOnlyList<BlockRef> inputs, IReadOnlyList<ManifestTombstone> tombstones, long minTime, long now,
        CancellationToken cancellationToken)
    {
        ManifestTombstone[] pending = [.. tombstones.Where(tombstone => inputs.Any(block => CompactionPlanner.IsPending(tombstone, block)))];
        long applied = tombstones.Select(static tombstone => tombstone.Sequence).Append(inputs.Max(static block => block.DeletionsApplied)).Max();
        long sequence = inputs.Max(static block => block.Sequence);
        var added = new List<BlockRef>();
        foreach ((CompactionWindow window, FinishedBlock block) in await rewriter.RewriteAsync(inputs, pending, minTime, now, cancellationToken).ConfigureAwait(false))
        {
            BlockRef reference = block.ToRef(shardPath, epoch, window.Level, sequence, now, applied);
            await block.UploadAsync(store, reference, cancellationToken).ConfigureAwait(false);
            added.Add(reference);
        }

        return added;
    }

    private static BlockEdit Edit(
        IReadOnlyList<BlockRef> added, IReadOnlyList<BlockRef> removed, IReadOnlyList<BlockRef> blocks, IReadOnlyList<ManifestTombstone> tombstones,
        long oldestInMemory)
    {
        List<BlockRef> remaining = [.. blocks.Except(removed), .. added];
        return new BlockEdit(added, removed, [.. tombstones.Where(tombstone => IsDone(tombstone, remaining, oldestInMemory))]);
    }

    private static bool IsDone(ManifestTombstone tombstone, IReadOnlyList<BlockRef> blocks, long oldestInMemory) =>
        tombstone.Sequence <= oldestInMemory && !blocks.Any(block => CompactionPlanner.IsPending(tombstone, block));
}
