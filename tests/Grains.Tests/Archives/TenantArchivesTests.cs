using System.Formats.Tar;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Archives;
using Orleans.Obs.Grains.Tests.Hosting;

namespace Orleans.Obs.Grains.Tests.Archives;

public sealed class TenantArchivesTests
{
    private const int Samples = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_before_an_archive_was_written_is_there_after_it_was_restored_elsewhere()
    {
        byte[] archive = await ArchiveAsync();
        await using ShardCluster other = await ShardCluster.StartAsync();

        Assert.True(await other.Service<ITenantArchives>().RestoreAsync(ShardCluster.Tenant, new MemoryStream(archive), Token) >= 4);

        for (int slot = 0; slot < 4; slot++)
        {
            Assert.Equal(Samples - 1, await other.ValueAsync(slot, $"metric_{slot}", Samples - 1));
            Assert.Equal(Samples, await other.ValueAsync(slot, $"count_over_time(metric_{slot}[1h])", Samples - 1));
            Assert.Equal(ReplyStatus.Ok, (await other.Shard(slot).AppendAsync(ShardCluster.Sample($"metric_{slot}", Samples), Token)).Status);
        }
    }

    [Fact]
    public async Task An_archive_can_become_another_tenant()
    {
        byte[] archive = await ArchiveAsync();
        await using ShardCluster other = await ShardCluster.StartAsync();

        await other.Service<ITenantArchives>().RestoreAsync("copy", new MemoryStream(archive), Token);

        IMetricsShardGrain shard = other.Silos.Client.GetGrain<IMetricsShardGrain>(new ShardGrainKey("copy", 2).ToString());
        Assert.Equal(2, (await shard.StatisticsAsync(0, Token)).Blocks);
        StringsReply names = await shard.LabelValuesAsync("__name__", new SeriesRequest([], long.MinValue, long.MaxValue, 0), Token);
        Assert.Equal(["metric_2"], names.Values.AsEnumerable());
    }

    [Fact]
    public async Task A_tenant_that_has_data_is_not_overwritten()
    {
        byte[] archive = await ArchiveAsync();
        await using ShardCluster other = await ShardCluster.StartAsync();
        await other.Shard(0).AppendAsync(ShardCluster.Sample("own", 1), Token);

        ArchiveException refused = await Assert.ThrowsAsync<ArchiveException>(
            () => other.Service<ITenantArchives>().RestoreAsync(ShardCluster.Tenant, new MemoryStream(archive), Token));

        Assert.Equal(ArchiveFault.TenantHasData, refused.Fault);
        Assert.Equal(1, await other.ValueAsync(0, "own", 1));
    }

    [Fact]
    public async Task A_tenant_that_is_not_there_has_no_archive_and_does_not_come_into_being()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();

        ArchiveException missing = await Assert.ThrowsAsync<ArchiveException>(() => cluster.Service<ITenantArchives>().FlushAsync("nobody", Token));

        Assert.Equal(ArchiveFault.NoTenant, missing.Fault);
        Assert.Empty(await BlobsAsync(cluster.Store));
    }

    [Fact]
    public async Task A_damaged_archive_changes_nothing()
    {
        byte[] archive = await ArchiveAsync();
        var store = new MemoryBlobStore(TimeProvider.System);

        // Cut short anywhere before the entry that ends it.
        const int end = 4096;
        for (int i = 0; i < 60; i++)
        {
            await AssertRefusedAsync(store, archive[..((archive.Length - end) * i / 60)]);
        }

        foreach (Func<PaxTarEntry, PaxTarEntry?> edit in (Func<PaxTarEntry, PaxTarEntry?>[])
            [
                static entry => entry.Name == "layout.json" ? null : entry,
                static entry => entry.Name.Contains("/blocks/", StringComparison.Ordinal) ? null : entry,
                static entry => entry.Name == "layout.json" ? new PaxTarEntry(TarEntryType.RegularFile, "metrics/00/../../../x") { DataStream = entry.DataStream } : entry,
                static entry => entry.Name.EndsWith("manifest.json", StringComparison.Ordinal) ? new PaxTarEntry(TarEntryType.SymbolicLink, entry.Name) { LinkName = "/etc/passwd" } : entry,
                static entry => entry.Name.EndsWith("manifest.json", StringComparison.Ordinal)
                    ? new PaxTarEntry(TarEntryType.RegularFile, entry.Name) { DataStream = new MemoryStream("{}"u8.ToArray(), false) { Position = 1 } }
                    : entry,
            ])
        {
            await AssertRefusedAsync(store, await EditAsync(archive, edit));
        }
    }

    /// <summary>Series in all four shards, half of the samples in blocks and half in memory when the archive is written.</summary>
    private static async Task<byte[]> ArchiveAsync()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        for (int n = 0; n < Samples; n++)
        {
            for (int slot = 0; slot < 4; slot++)
            {
                Assert.Equal(ReplyStatus.Ok, (await cluster.Shard(slot).AppendAsync(ShardCluster.Sample($"metric_{slot}", n), Token)).Status);
                if (n == Samples / 2)
                {
                    await cluster.Shard(slot).FlushAsync(Token);
                }
            }
        }

        // The tenant's layout comes into being when its settings are asked for, as every edge does.
        await cluster.Silos.Client.GetGrain<Abstractions.Tenants.ITenantGrain>(ShardCluster.Tenant).GetSettingsAsync(Token);
        var archive = new MemoryStream();
        await cluster.Service<ITenantArchives>().FlushAsync(ShardCluster.Tenant, Token);
        await cluster.Service<ITenantArchives>().WriteAsync(ShardCluster.Tenant, archive, Token);
        return archive.ToArray();
    }

    private static async Task AssertRefusedAsync(MemoryBlobStore store, byte[] archive)
    {
        var archives = new TenantArchives(store, null!);

        ArchiveException refused = await Assert.ThrowsAsync<ArchiveException>(() => archives.RestoreAsync(ShardCluster.Tenant, new MemoryStream(archive), Token));

        Assert.Equal(ArchiveFault.Damaged, refused.Fault);
        Assert.Empty(await BlobsAsync(store));
    }

    private static async Task<byte[]> EditAsync(byte[] archive, Func<PaxTarEntry, PaxTarEntry?> edit)
    {
        var edited = new MemoryStream();
        await using (var writer = new TarWriter(edited, TarEntryFormat.Pax, leaveOpen: true))
        await using (var reader = new TarReader(new MemoryStream(archive)))
        {
            while (await reader.GetNextEntryAsync(copyData: true, Token) is PaxTarEntry entry)
            {
                if (edit(entry) is { } kept)
                {
                    await writer.WriteEntryAsync(kept, Token);
                }
            }
        }

        return edited.ToArray();
    }

    private static async Task<List<string>> BlobsAsync(IBlobStore store)
    {
        var names = new List<string>();
        await foreach (BlobProperties blob in store.ListAsync("", Token))
        {
            if (!blob.Name.StartsWith("logs/", StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }
}
