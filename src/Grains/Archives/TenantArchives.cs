using System.Formats.Tar;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Archives;

/// <summary>Archives over this silo's store.</summary>
internal sealed class TenantArchives(IBlobStore store, IGrainFactory grains) : ITenantArchives
{
    public async Task FlushAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(TenantLayout.BlobOf(tenant), cancellationToken).ConfigureAwait(false) is null)
        {
            throw new ArchiveException(ArchiveFault.NoTenant, $"there is no tenant {tenant}");
        }

        TenantSettings settings = await grains.GetGrain<ITenantGrain>(tenant).GetSettingsAsync(cancellationToken).ConfigureAwait(false);
        var flushing = new List<Task<Acknowledgement>>();
        for (int slot = 0; slot < settings.MetricsSlots; slot++)
        {
            if (await store.StatAsync(ShardManifest.NameOf(new ShardKey(tenant, Signal.Metrics, slot)), cancellationToken).ConfigureAwait(false) is not null)
            {
                flushing.Add(grains.GetGrain<IMetricsShardGrain>(new ShardGrainKey(tenant, slot).ToString()).FlushAsync(cancellationToken));
            }
        }

        Acknowledgement[] shards = await Task.WhenAll(flushing).ConfigureAwait(false);
        if (shards.FirstOrDefault(static shard => shard.Status != ReplyStatus.Ok) is { } failed)
        {
            throw new ArchiveException(ArchiveFault.Unavailable, failed.Message);
        }
    }

    public async Task WriteAsync(string tenant, Stream archive, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        await new ArchiveWriter(store, tar, tenant).WriteAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> RestoreAsync(string tenant, Stream archive, CancellationToken cancellationToken)
    {
        await using var tar = new TarReader(archive, leaveOpen: true);
        return await new ArchiveReader(store, tar, tenant).RestoreAsync(cancellationToken).ConfigureAwait(false);
    }
}
