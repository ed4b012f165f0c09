using System.Formats.Tar;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Archives;

/// <summary>
/// Writes one tenant's archive: of each shard first the blocks and then the manifest that names them, as a shard looks that was released with nothing in its log. A block that compaction
/// replaced and deleted meanwhile is looked for again in the manifest as it is by then.
/// </summary>
internal sealed class ArchiveWriter(IBlobStore store, TarWriter tar, string tenant)
{
    private const int MaxTries = 5;

    private readonly string _folder = ShardManifest.FolderOf(tenant);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!await CopyAsync(ArchiveNames.Layout, TenantLayout.BlobOf(tenant), cancellationToken).ConfigureAwait(false))
        {
            throw new ArchiveException(ArchiveFault.NoTenant, $"there is no tenant {tenant}");
        }

        await CopyAsync(ArchiveNames.Limits, TenantCatalog.LimitsBlobOf(tenant), cancellationToken).ConfigureAwait(false);
        await CopyAsync(ArchiveNames.Keys, KeyRing.BlobOf(tenant), cancellationToken).ConfigureAwait(false);
        var manifests = new List<string>();
        await foreach (BlobProperties blob in store.ListAsync(_folder, cancellationToken).ConfigureAwait(false))
        {
            if (ShardManifest.IsManifest(blob.Name))
            {
                manifests.Add(blob.Name);
            }
        }

        foreach (string manifest in manifests)
        {
            await WriteShardAsync(manifest, cancellationToken).ConfigureAwait(false);
        }

        await AddAsync(ArchiveNames.End, new MemoryStream(), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteShardAsync(string name, CancellationToken cancellationToken)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < MaxTries; i++)
        {
            (byte[] json, _) = await store.ReadWholeAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new CorruptBlockException(name, 0, "it was deleted");
            ShardManifest manifest = ShardManifest.FromJson(name, json);
            if (await WriteBlocksAsync(manifest, written, cancellationToken).ConfigureAwait(false))
            {
                ShardManifest released = manifest with
                {
                    Owner = null,
                    Released = true,
                    Log = [],
                    Blocks = [.. manifest.Blocks.Select(block => block with { Name = block.Name[_folder.Length..] })],
                };
                await AddAsync(name[_folder.Length..], new MemoryStream(released.ToJson()), cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        throw new CorruptBlockException(name, 0, "blocks that it names are not there");
    }

    /// <summary>False when a block is gone.</summary>
    private async Task<bool> WriteBlocksAsync(ShardManifest manifest, HashSet<string> written, CancellationToken cancellationToken)
    {
        foreach (ManifestBlock block in manifest.Blocks)
        {
            if (written.Contains(block.Name))
            {
                continue;
            }

            if (await store.StatAsync(block.Name, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return false;
            }

            await AddAsync(block.Name[_folder.Length..], new BlobStream(store, block.Name, found.Length), cancellationToken).ConfigureAwait(false);
            written.Add(block.Name);
        }

        return true;
    }

    private async Task<bool> CopyAsync(string entry, string blob, CancellationToken cancellationToken)
    {
        if (await store.ReadWholeAsync(blob, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return false;
        }

        await AddAsync(entry, new MemoryStream(found.Content), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private Task AddAsync(string name, Stream content, CancellationToken cancellationToken) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content }, cancellationToken);
}
