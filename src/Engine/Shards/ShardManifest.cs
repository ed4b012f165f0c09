using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// The small blob that alone decides who owns a shard, which blocks count, and where the records lie that are in no block yet. See docs/formats/manifest.md.
/// </summary>
public sealed record ShardManifest
{
    /// <summary>The format that this code writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    internal const string Root = "tenants/", FileName = "/manifest.json";

    /// <summary>What a shard without a manifest has: nothing.</summary>
    public static ShardManifest Empty { get; } = new();

    /// <summary>The format version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Random for every write, so that a writer whose reply was lost recognises its own work.</summary>
    public string WriteId { get; init; } = "";

    /// <summary>Rises by one with every owner.</summary>
    public long Epoch { get; init; }

    /// <summary>The silo log of the owner; null before the first one.</summary>
    public string? Owner { get; init; }

    /// <summary>True when the owner let go: nobody writes, and taking the shard needs no fencing.</summary>
    public bool Released { get; init; }

    /// <summary>The lowest sequence number that no block contains: replay starts there, and so does numbering when there is nothing to replay.</summary>
    public ulong NextSequence { get; init; }

    /// <summary>Where the records lie that are in no block, oldest first. The last range is the owner's own, unless the shard is released.</summary>
    public ImmutableArray<LogRange> Log { get; init; } = [];

    /// <summary>The blocks that count.</summary>
    public ImmutableArray<ManifestBlock> Blocks { get; init; } = [];

    /// <summary>The deletions that are not carried out in every block yet.</summary>
    public ImmutableArray<ManifestTombstone> Tombstones { get; init; } = [];

    /// <summary>Where all shards of a tenant lie, of every signal.</summary>
    public static string FolderOf(string tenant) => $"{Root}{tenant}/";

    /// <summary>Whether a blob is the manifest of a shard.</summary>
    public static bool IsManifest(string blobName)
    {
        ArgumentNullException.ThrowIfNull(blobName);
        return blobName.EndsWith(FileName, StringComparison.Ordinal);
    }

    /// <summary>The manifest's blob.</summary>
    public static string NameOf(ShardKey shard) => shard.Path + FileName;

    /// <summary>
    /// The manifest after every record below <paramref name="nextSequence"/> got into blocks: of the log only the owner's part from <paramref name="from"/> is
    /// still needed, where <paramref name="from"/> is the log's tail taken before the record <paramref name="nextSequence"/> was handed over.
    /// </summary>
    public ShardManifest WithFlushed(ulong nextSequence, LogPosition from) => this with
    {
        NextSequence = nextSequence,
        Log = Log.IsEmpty ? Log : [Log[^1] with { From = from }],
    };

    /// <summary>The JSON bytes.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ShardManifestJson.Default.ShardManifest);

    /// <summary>Reads a manifest back.</summary>
    /// <exception cref="CorruptBlockException">The bytes are no manifest, or one of a newer format.</exception>
    public static ShardManifest FromJson(string blobName, ReadOnlySpan<byte> json)
    {
        ShardManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ShardManifestJson.Default.ShardManifest);
        }
        catch (JsonException malformed)
        {
            throw new CorruptBlockException(blobName, malformed.BytePositionInLine ?? 0, malformed.Message);
        }

        return manifest switch
        {
            null => throw new CorruptBlockException(blobName, 0, "a manifest is an object"),
            { Version: < 1 or > CurrentVersion } => throw new CorruptBlockException(blobName, 0, $"format version {manifest.Version} is unknown"),
            { Log.IsDefault: true } or { Blocks.IsDefault: true } or { Tombstones.IsDefault: true } =>
                throw new CorruptBlockException(blobName, 0, "log, blocks and tombstones are arrays"),
            { Owner: not null, Released: false, Log: [] or [.., { To: not null }] } =>
                throw new CorruptBlockException(blobName, 0, "a shard with an owner has the owner's log range, without an end"),
            _ => manifest,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShardManifest))]
internal sealed partial class ShardManifestJson : JsonSerializerContext;
