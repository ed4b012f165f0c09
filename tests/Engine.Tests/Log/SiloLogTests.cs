using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Log;

public sealed class SiloLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly ShardKey s_shard = new("acme", Signal.Metrics, 3);

    [Fact]
    public async Task A_taker_replays_what_was_acknowledged_and_the_old_owner_learns_it()
    {
        var store = new MemoryBlobStore();
        var log = new SiloLog(store, SiloLog.NewLogId("a", TimeProvider.System), new SiloLogOptions { SegmentBytes = 1000 }, TimeProvider.System);
        var replay = new LogReplay(store);
        ShardOwnership shard = await ShardOwnership.TakeAsync(store, log, replay, TimeProvider.System, s_shard, Cancellation);
        for (int i = 0; i < 10; i++)
        {
            var tasks = Enumerable.Range(0, 50).Select(j => shard.AppendAsync((ulong)(i * 50 + j), BitConverter.GetBytes(i * 50 + j)).AsTask()).ToList();
            await Task.WhenAll(tasks);
        }

        var log2 = new SiloLog(store, SiloLog.NewLogId("b", TimeProvider.System), new SiloLogOptions(), TimeProvider.System);
        ShardOwnership second = await ShardOwnership.TakeAsync(store, log2, replay, TimeProvider.System, s_shard, Cancellation);
        int next = 0;
        await foreach (ReplayBatch batch in second.ReplayAsync(Cancellation))
        {
            foreach (ReplayRecord record in batch)
            {
                Assert.Equal(next++, BitConverter.ToInt32(record.Payload));
            }
        }

        Assert.Equal(500, next);
        Assert.Equal(500ul, second.NextSequence);
        await Assert.ThrowsAsync<LogClosedException>(async () => await shard.AppendAsync(500, default));
        Assert.True(log.IsClosed);
        await log.DisposeAsync();
        await log2.DisposeAsync();
    }
}
