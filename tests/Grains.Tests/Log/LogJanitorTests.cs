using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Tests.Hosting;

namespace Orleans.Obs.Grains.Tests.Log;

public sealed class LogJanitorTests
{
    [Fact]
    public async Task The_log_of_a_silo_that_is_gone_goes_once_its_shards_have_flushed_elsewhere()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var store = new GatedBlobStore();
        string first;
        await using (ShardCluster before = await ShardCluster.StartAsync(store))
        {
            first = before.Service<SiloLogs>().Living!.LogId;
            Assert.Equal(ReplyStatus.Ok, (await before.Shard(1).AppendAsync(ShardCluster.Sample("up", 1), cancellation)).Status);
            await before.Silos.KillSiloAsync(before.Silos.Silos[0], cancellation);
        }

        await using ShardCluster after = await ShardCluster.StartAsync(store);
        LogJanitor janitor = after.Service<LogJanitor>();
        await ShardCluster.AppendUntilTakenAsync(after.Shard(1), ShardCluster.Sample("up", 2));
        await janitor.SweepOnceAsync(cancellation);
        Assert.Contains(await SegmentsAsync(), name => name.EndsWith("00000000", StringComparison.Ordinal));

        Assert.Equal(ReplyStatus.Ok, (await after.Shard(1).FlushAsync(cancellation)).Status);
        await janitor.SweepOnceAsync(cancellation);
        Assert.DoesNotContain(await SegmentsAsync(), name => name.EndsWith("00000000", StringComparison.Ordinal));

        async Task<List<string>> SegmentsAsync()
        {
            List<string> names = [];
            await foreach (BlobProperties blob in store.ListAsync($"logs/{first}/", cancellation))
            {
                names.Add(blob.Name);
            }

            return names;
        }
    }
}
