using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>A block as the shard's manifest names it; enough to plan, prune and open without asking the store.</summary>
public sealed record BlockRef
{
    /// <summary>The blob: <c>{shard path}/blocks/{min time}-{max time}-{level}-{epoch}-{content hash}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The blob's bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The earliest sample, milliseconds.</summary>
    public required long MinTime { get; init; }

    /// <summary>The latest sample, milliseconds.</summary>
    public required long MaxTime { get; init; }

    /// <summary>0 as cut from the head, 1 after the first compaction (2 h), 2 after the second (1 day).</summary>
    public required int Level { get; init; }

    /// <summary>The block's number in the shard's counter of layers (cuts and deletions): where two blocks hold the same timestamp, the higher number
    /// wins.</summary>
    public required long Sequence { get; init; }

    /// <summary>Deletions up to this number are already carried out in the block's content.</summary>
    public long DeletionsApplied { get; init; }

    /// <summary>How many series the block holds.</summary>
    public required int Series { get; init; }

    /// <summary>How many samples the block holds.</summary>
    public required long Samples { get; init; }

    /// <summary>When it was written, Unix milliseconds.</summary>
    public long Created { get; init; }

    /// <summary>Reads what a manifest says of a block.</summary>
    public static BlockRef Of(ManifestBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return new BlockRef
        {
            Name = block.Name,
            Length = block.Size,
            MinTime = block.MinTime,
            MaxTime = block.MaxTime,
            Level = block.Level,
            Sequence = block.Sequence,
            DeletionsApplied = block.DeletionsApplied,
            Series = (int)block.Series,
            Samples = block.Samples,
            Created = block.Created,
        };
    }

    /// <summary>What a manifest says of the block.</summary>
    public ManifestBlock ToManifest() => new(Name, MinTime, MaxTime, Level, Length, Series, Samples, Created, Sequence, DeletionsApplied);

    /// <summary>Might the block hold samples in this range (both ends inclusive)?</summary>
    public bool Overlaps(long minTime, long maxTime) => MinTime <= maxTime && minTime <= MaxTime;
}
