using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Shards;

/// <summary>A manifest as the store has it; without a version when the store has none.</summary>
internal readonly record struct VersionedManifest(ShardManifest Manifest, BlobETag? ETag);
