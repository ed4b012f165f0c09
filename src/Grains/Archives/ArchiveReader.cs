using System.Formats.Tar;
using System.Text.Json;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Archives;

/// <summary>
/// Makes a tenant out of an archive. Blocks are stored as they come; the manifests that make them count only when the whole archive was read and fits together, and the settings last. What
/// was stored for a restore that fails is deleted again.
/// </summary>
internal sealed class ArchiveReader(IBlobStore store, TarReader tar, string tenant)
{
    private const int MaxSettings = 1 << 20, MaxManifest = 64 << 20, MaxShards = 3 * 4096;

    private readonly string _folder = ShardManifest.FolderOf(tenant);
    private readonly Dictionary<string, long> _blocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShardManifest> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _settings = new(StringComparer.Ordinal);
    private readonly List<string> _stored = [];

    /// <summary>Returns the number of blocks that count.</summary>
    public async Task<int> RestoreAsync(CancellationToken cancellationToken)
    {
        await foreach (BlobProperties _ in store.ListAsync(_folder, cancellationToken).ConfigureAwait(false))
        {
            throw new ArchiveException(ArchiveFault.TenantHasData, $"tenant {tenant} has data: restore under another name, or before anybody writes to it or asks it");
        }

        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            Check();
            await StoreSettingsAsync(cancellationToken).ConfigureAwait(false);
            foreach ((string name, ShardManifest manifest) in _manifests)
            {
                await StoreAsync(name, manifest.ToJson(), cancellationToken).ConfigureAwait(false);
            }

            return _manifests.Values.Sum(static manifest => manifest.Blocks.Length);
        }
        catch
        {
            await UndoAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.Name == ArchiveNames.End)
                {
                    return;
                }

                await TakeAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged(malformed.Message);
        }

        throw Damaged("it ends early");
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            throw Damaged($"{entry.Name} is no file");
        }

        if (ArchiveNames.IsBlock(entry.Name))
        {
            byte[] content = await ContentAsync(entry, Array.MaxLength, cancellationToken).ConfigureAwait(false);
            await StoreAsync(_folder + entry.Name, content, cancellationToken).ConfigureAwait(false);
            _blocks[_folder + entry.Name] = content.Length;
        }
        else if (ArchiveNames.IsManifest(entry.Name) && _manifests.Count < MaxShards)
        {
            byte[] json = await ContentAsync(entry, MaxManifest, cancellationToken).ConfigureAwait(false);
            _manifests[_folder + entry.Name] = Parse(entry.Name, json);
        }
        else if (entry.Name is ArchiveNames.Layout or ArchiveNames.Limits or ArchiveNames.Keys)
        {
            _settings[entry.Name] = await ContentAsync(entry, MaxSettings, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw Damaged($"{entry.Name} does not belong into it");
        }
    }

    private ShardManifest Parse(string entry, byte[] json)
    {
        try
        {
            ShardManifest manifest = ShardManifest.FromJson(entry, json);
            return manifest is { Released: true, Log.IsEmpty: true }
                ? manifest with { Blocks = [.. manifest.Blocks.Select(block => block with { Name = _folder + block.Name })] }
                : throw Damaged($"{entry} is that of a shard in use");
        }
        catch (CorruptBlockException corrupt)
        {
            throw Damaged(corrupt.Message);
        }
    }

    private void Check()
    {
        if (!_settings.TryGetValue(ArchiveNames.Layout, out byte[]? layout))
        {
            throw Damaged($"it has no {ArchiveNames.Layout}");
        }

        try
        {
            _ = JsonSerializer.Deserialize(layout, TenantJson.Default.TenantLayout);
        }
        catch (JsonException malformed)
        {
            throw Damaged($"{ArchiveNames.Layout}: {malformed.Message}");
        }

        foreach (ManifestBlock block in _manifests.Values.SelectMany(static manifest => manifest.Blocks))
        {
            if (!_blocks.TryGetValue(block.Name, out long length) || length != block.Size)
            {
                throw Damaged($"{block.Name[_folder.Length..]} is missing, or not of {block.Size} bytes");
            }
        }
    }

    /// <summary>A layout that is there already may stay when it is the same; keys are only good for the tenant that they name.</summary>
    private async Task StoreSettingsAsync(CancellationToken cancellationToken)
    {
        byte[] layout = _settings[ArchiveNames.Layout];
        string name = TenantLayout.BlobOf(tenant);
        if (await store.ReadWholeAsync(name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            await StoreAsync(name, layout, cancellationToken).ConfigureAwait(false);
        }
        else if (!found.Content.AsSpan().SequenceEqual(layout))
        {
            throw new ArchiveException(ArchiveFault.TenantHasData, $"tenant {tenant} is known already, with another layout: delete {name} first");
        }

        foreach ((string entry, string blob) in ((string, string)[])[(ArchiveNames.Limits, TenantCatalog.LimitsBlobOf(tenant)), (ArchiveNames.Keys, KeyRing.BlobOf(tenant))])
        {
            if (_settings.TryGetValue(entry, out byte[]? content) && await store.PutIfAbsentAsync(blob, content, cancellationToken).ConfigureAwait(false) is not null)
            {
                _stored.Add(blob);
            }
        }
    }

    private async Task StoreAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        if (await store.PutIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new ArchiveException(ArchiveFault.TenantHasData, $"{name} appeared while tenant {tenant} was restored");
        }

        _stored.Add(name);
    }

    private static async Task<byte[]> ContentAsync(TarEntry entry, long limit, CancellationToken cancellationToken)
    {
        if (entry.Length > limit)
        {
            throw Damaged($"{entry.Name} has {entry.Length} bytes");
        }

        byte[] content = new byte[entry.Length];
        if (entry.DataStream is { } stream)
        {
            await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        }

        return content;
    }

    /// <summary>Manifests first, so that at no time one names a block that is gone.</summary>
    private async Task UndoAsync()
    {
        foreach (string name in Enumerable.Reverse(_stored))
        {
            try
            {
                await store.DeleteAsync(name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (BlobUnavailableException)
            {
                // What stays are blobs that nothing names, or a restore that can be seen and deleted by hand.
            }
        }
    }

    private static ArchiveException Damaged(string what) => new(ArchiveFault.Damaged, $"the archive is damaged: {what}");
}
