using System.Collections.Concurrent;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blobs.Folder;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Log;

/// <summary>The log on a real folder, with real threads.</summary>
public sealed class FolderLogTests : IDisposable
{
    private static readonly ShardKey[] s_shards = [.. Enumerable.Range(0, 4).Select(slot => new ShardKey("acme", Signal.Metrics, slot))];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_restarted_process_takes_over_its_own_torn_log()
    {
        var acknowledged = new ConcurrentDictionary<(int Slot, int Value), bool>();
        using (var store = new FolderBlobStore(_folder.Path, TimeProvider.System))
        {
            var log = new SiloLog(store, "first", new SiloLogOptions { SegmentBytes = 20_000 }, TimeProvider.System);
            await Task.WhenAll(s_shards.Select(shard => Task.Run(() => WriteAsync(store, log, shard, 300, acknowledged), Cancellation)));
        }

        // The process died in the middle of an append.
        string last = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "logs", "first"), "*@open"));
        await File.AppendAllBytesAsync(last, [.. LogFormat.BatchMagic, 200, 0, 0, 0, 1, 2, 3], Cancellation);

        using (var store = new FolderBlobStore(_folder.Path, TimeProvider.System))
        {
            await using var log = new SiloLog(store, "second", new SiloLogOptions(), TimeProvider.System);
            var replay = new LogReplay(store);
            foreach (ShardKey shard in s_shards)
            {
                ShardOwnership ownership = await ShardOwnership.TakeAsync(store, log, replay, TimeProvider.System, shard, Cancellation);
                Assert.Equal(Enumerable.Range(0, 300), await OwnershipValuesAsync(ownership));
                Assert.All(Enumerable.Range(0, 300), value => Assert.True(acknowledged.ContainsKey((shard.Slot, value))));
                Assert.Equal(300UL, ownership.NextSequence);
            }
        }
    }

    [Fact]
    public async Task A_store_that_fails_now_and_then_costs_time_but_no_record()
    {
        using var store = new FolderBlobStore(_folder.Path, TimeProvider.System);
        var faulty = new FaultyBlobStore(store, seed: 42, TimeProvider.System) { FailPercent = 10, LosePercent = 10 };
        var options = new SiloLogOptions { SegmentBytes = 4_000, RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(4) };
        var log = new SiloLog(faulty, "first", options, TimeProvider.System);
        var acknowledged = new ConcurrentDictionary<(int Slot, int Value), bool>();
        await Task.WhenAll(s_shards.Select(shard => Task.Run(() => WriteAsync(store, log, shard, 100, acknowledged), Cancellation)));

        await using var heir = new SiloLog(store, "second", new SiloLogOptions(), TimeProvider.System);
        foreach (ShardKey shard in s_shards)
        {
            ShardOwnership ownership = await ShardOwnership.TakeAsync(store, heir, new LogReplay(store), TimeProvider.System, shard, Cancellation);
            int[] values = await OwnershipValuesAsync(ownership);
            Assert.Equal(values.Distinct().Order(), values);
            Assert.Empty(acknowledged.Keys.Where(told => told.Slot == shard.Slot).Select(told => told.Value).Except(values));
        }

        Assert.NotEmpty(acknowledged);
    }

    [Fact]
    public void A_full_disk_leaves_the_file_as_long_as_it_was()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var file = new AppendFile("/dev/full");

        IOException full = Assert.ThrowsAny<IOException>(() => file.Append([1, 2, 3]));
        Assert.Contains("space", full.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, file.Length);
        Assert.ThrowsAny<IOException>(() => file.Append([1, 2, 3]));
    }

    private static async Task WriteAsync(
        IBlobStore store, SiloLog log, ShardKey shard, int count, ConcurrentDictionary<(int Slot, int Value), bool> acknowledged)
    {
        ShardOwnership ownership = await ShardOwnership.TakeAsync(store, log, new LogReplay(store), TimeProvider.System, shard, Cancellation);
        for (int value = 0; value < count;)
        {
            var group = new List<(int Value, Task Append)>();
            for (int end = Math.Min(value + 10, count); value < end; value++)
            {
                group.Add((value, ownership.AppendAsync((ulong)value, BitConverter.GetBytes(value)).AsTask()));
            }

            foreach ((int written, Task append) in group)
            {
                try
                {
                    await append;
                    acknowledged[(shard.Slot, written)] = true;
                }
                catch (LogUnavailableException unavailable)
                {
                    Assert.True(unavailable.Retained);
                }
            }

            await UntilDurableAsync(log);
        }
    }

    private static async Task UntilDurableAsync(SiloLog log)
    {
        while (true)
        {
            try
            {
                await log.BarrierAsync();
                return;
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(1, Cancellation);
            }
        }
    }

    private static async Task<int[]> OwnershipValuesAsync(ShardOwnership ownership)
    {
        var values = new List<int>();
        await foreach (ReplayBatch batch in ownership.ReplayAsync(Cancellation))
        {
            foreach (ReplayRecord record in batch)
            {
                values.Add(BitConverter.ToInt32(record.Payload));
            }
        }

        return [.. values];
    }
}
