using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Changes of a shard's manifest. Each may be made once or, because an earlier reply was lost, again.</summary>
internal static class ManifestEdits
{
    /// <summary>The manifest with a cut's or a compaction's blocks.</summary>
    public static ShardManifest With(this ShardManifest manifest, BlockEdit edit)
    {
        HashSet<string> gone = [.. edit.Removed.Select(static block => block.Name), .. edit.Added.Select(static block => block.Name)];
        HashSet<long> done = [.. edit.RemovedTombstones.Select(static tombstone => tombstone.Sequence)];
        return manifest with
        {
            Blocks = [.. manifest.Blocks.Where(block => !gone.Contains(block.Name)), .. edit.Added.Select(static block => block.ToManifest())],
            Tombstones = [.. manifest.Tombstones.Where(tombstone => !done.Contains(tombstone.Sequence))],
        };
    }

    /// <summary>The manifest with a deletion.</summary>
    public static ShardManifest With(this ShardManifest manifest, Tombstone tombstone) => manifest with
    {
        Tombstones = [.. manifest.Tombstones.Where(known => known.Sequence != tombstone.Sequence), tombstone.ToManifest()],
    };
}
