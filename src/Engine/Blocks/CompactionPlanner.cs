using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>
/// Decides which blocks are worth rewriting together. Blocks are looked at by window: those of a window that is over are merged, unless one is much larger than
/// the rest together (late
/// data should not rewrite a day again and again); blocks that straddle windows are split; blocks with deletions are rewritten. Blocks that lie between the
/// chosen ones in age and touch
/// them in time join them, so that the order of layers stays meaningful.
/// </summary>
internal sealed class CompactionPlanner(CompactionOptions options, long now)
{
    /// <summary>A block more than this many times as large as the others of its window together is left alone.</summary>
    private const int TierFactor = 4;

    /// <summary>A block that spans more windows than this is looked at in the first ones only; it will be split there.</summary>
    private const int MaxWindowsPerBlock = 1000;

    /// <summary>The blocks to rewrite together; null when all is well.</summary>
    public IReadOnlyList<BlockRef>? Choose(IReadOnlyList<BlockRef> blocks, IReadOnlyList<ManifestTombstone> tombstones)
    {
        foreach ((CompactionWindow window, List<BlockRef> group) in ByWindow(blocks))
        {
            List<BlockRef> tier = Tier(window, group);
            if (tier.Count > 1 && Closed(tier, blocks) is { } merged)
            {
                return merged;
            }

            foreach (BlockRef block in group)
            {
                if (!window.IsOpen && (Straddles(block) || tombstones.Any(tombstone => IsPending(tombstone, block)))
                    && Closed([block], blocks) is { } rewritten)
                {
                    return rewritten;
                }
            }
        }

        return null;
    }

    /// <summary>Has the block still to lose something to the deletion?</summary>
    public static bool IsPending(ManifestTombstone tombstone, BlockRef block) =>
        tombstone.Sequence > block.Sequence && tombstone.Sequence > block.DeletionsApplied && block.Overlaps(tombstone.MinTime, tombstone.MaxTime);

    private SortedDictionary<long, (CompactionWindow Window, List<BlockRef> Blocks)>.ValueCollection ByWindow(IReadOnlyList<BlockRef> blocks)
    {
        var groups = new SortedDictionary<long, (CompactionWindow Window, List<BlockRef> Blocks)>();
        foreach (BlockRef block in blocks)
        {
            CompactionWindow window = CompactionWindow.Of(block.MinTime, options, now);
            GroupOf(window).Add(block);
            for (int windows = 1; window.End < block.MaxTime && windows < MaxWindowsPerBlock; windows++)
            {
                window = CompactionWindow.Of(window.End + 1, options, now);
                GroupOf(window).Add(block);
            }
        }

        return groups.Values;

        List<BlockRef> GroupOf(CompactionWindow window)
        {
            if (!groups.TryGetValue(window.Start, out var group))
            {
                groups.Add(window.Start, group = (window, []));
            }

            return group.Blocks;
        }
    }

    private List<BlockRef> Tier(CompactionWindow window, List<BlockRef> group)
    {
        if (window.IsOpen && group.Count <= options.MaxBlocksPerWindow)
        {
            return [];
        }

        List<BlockRef> tier = [.. group.OrderBy(static block => block.Length)];
        long total = tier.Sum(static block => block.Length);
        while (tier.Count > 1 && tier.Count <= options.MaxBlocksPerWindow && tier[^1].Length > (total - tier[^1].Length) * TierFactor)
        {
            total -= tier[^1].Length;
            tier.RemoveAt(tier.Count - 1);
        }

        return tier;
    }

    private bool Straddles(BlockRef block) => CompactionWindow.Of(block.MinTime, options, now).End < block.MaxTime;

    /// <summary>
    /// The chosen blocks with those that have to join them; null when that is too much for one merge. The parts of a split share a sequence, so equal sequences
    /// join too: otherwise
    /// the rest of an older block could come to lie beside such a part with the same number.
    /// </summary>
    private List<BlockRef>? Closed(List<BlockRef> chosen, IReadOnlyList<BlockRef> blocks)
    {
        var closed = new List<BlockRef>(chosen);
        bool grew = true;
        while (grew)
        {
            long oldest = closed.Min(static block => block.Sequence), newest = closed.Max(static block => block.Sequence);
            List<BlockRef> joining =
            [
                .. blocks.Where(block => block.Sequence >= oldest && block.Sequence <= newest && !closed.Contains(block)
                    && closed.Exists(other => other.Overlaps(block.MinTime, block.MaxTime))),
            ];
            closed.AddRange(joining);
            grew = joining.Count > 0;
        }

        return closed.Sum(static block => block.Length) <= options.MaxInputBytes ? closed : null;
    }
}
