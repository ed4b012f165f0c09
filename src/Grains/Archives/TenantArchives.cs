using System.Formats.Tar;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
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
        Task<Acknowledgement>[] flushing =
        [
            .. await FlushAsync(tenant, Signal.Metrics, settings.MetricsSlots, key => grains.GetGrain<IMetricsShardGrain>(key).FlushAsync(cancellationToken), cancellationToken).ConfigureAwait(false),
            .. await FlushAsync(tenant, Signal.Logs, settings.LogsSlots, key => grains.GetGrain<ILogsShardGrain>(key).FlushAsync(cancellationToken), cancellationToken).ConfigureAwait(false),
        ];
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

    /// <summary>Begins to flush the shards of one signal that there are; the others have nothing, and would come into being by being asked.</summary>
    private async Task<List<Task<Acknowledgement>>> FlushAsync(
        string tenant, Signal signal, int slots, Func<string, Task<Acknowledgement>> flush, CancellationToken cancellationToken)
    {
        var flushing = new List<Task<Acknowledgement>>();
        for (int slot = 0; slot < slots; slot++)
        {
            if (await store.StatAsync(ShardManifest.NameOf(new ShardKey(tenant, signal, slot)), cancellationToken).ConfigureAwait(false) is not null)
            {
                flushing.Add(flush(new ShardGrainKey(tenant, slot).ToString()));
            }
        }

        return flushing;
    }
}
