using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Blocks and deletions as the manifest keeps them.</summary>
internal static class ShardBlocks
{
    /// <summary>A block as the manifest keeps it.</summary>
    public static ManifestBlock ToManifest(BlockRef block, long created) =>
        new(block.Name, block.MinTime, block.MaxTime, block.Level, block.Length, block.Series, block.Samples, created, block.Sequence, block.DeletionsApplied);

    /// <summary>A block as block sets want it.</summary>
    public static BlockRef ToRef(ManifestBlock block) => new()
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
    };

    /// <summary>A deletion as the manifest keeps it.</summary>
    public static ManifestTombstone ToManifest(Tombstone tombstone, long created) => new(
        JsonSerializer.Serialize([.. tombstone.Matchers], TombstoneJson.Default.TombstoneMatcherArray), tombstone.MinTime, tombstone.MaxTime, created, tombstone.Sequence);

    /// <summary>A deletion as compaction wants it.</summary>
    public static Tombstone ToTombstone(ManifestTombstone tombstone) => new(
        tombstone.Sequence, tombstone.MinTime, tombstone.MaxTime, JsonSerializer.Deserialize(tombstone.Selector, TombstoneJson.Default.TombstoneMatcherArray) ?? []);

    /// <summary>The manifest with a cut's or a compaction's blocks, once or many times over.</summary>
    public static ShardManifest Apply(ShardManifest manifest, BlockEdit edit, long created)
    {
        HashSet<string> gone = [.. edit.Removed.Select(static block => block.Name), .. edit.Added.Select(static block => block.Name)];
        HashSet<long> done = [.. edit.RemovedTombstones.Select(static tombstone => tombstone.Sequence)];
        return manifest with
        {
            Blocks = [.. manifest.Blocks.Where(block => !gone.Contains(block.Name)), .. edit.Added.Select(block => ToManifest(block, created))],
            Tombstones = [.. manifest.Tombstones.Where(tombstone => !done.Contains(tombstone.Sequence))],
        };
    }
}

[JsonSerializable(typeof(TombstoneMatcher[]))]
internal sealed partial class TombstoneJson : JsonSerializerContext;
