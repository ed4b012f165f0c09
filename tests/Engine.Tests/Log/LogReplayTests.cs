using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Log;

public sealed class LogReplayTests
{
    private const string LogId = "log-1";

    private static readonly ShardKey s_shard = new("acme", Signal.Metrics, 3), s_other = new("umbrella", Signal.Traces, 70_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_come_back_by_shard_epoch_position_and_number()
    {
        var store = new MemoryBlobStore();
        var log = new SiloLog(store, LogId, new SiloLogOptions { FlushInterval = TimeSpan.Zero, SegmentAppends = 2 }, TimeProvider.System);
        LogPosition middle = default;
        for (int i = 0; i < 20; i++)
        {
            middle = i == 10 ? log.Tail : middle;
            await Task.WhenAll(
                log.AppendAsync(s_shard, i < 15 ? 1 : 2, (ulong)i, [(byte)i]).AsTask(), log.AppendAsync(s_other, 7, (ulong)i, [(byte)(100 + i)]).AsTask());
        }

        await log.DisposeAsync();

        Assert.Equal(Enumerable.Range(0, 15), await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, null)));
        Assert.Equal(Enumerable.Range(15, 5), await ReadAsync(store, s_shard, new LogRange(LogId, 2, default, null)));
        Assert.Equal(Enumerable.Range(10, 5), await ReadAsync(store, s_shard, new LogRange(LogId, 1, middle, null)));
        Assert.Equal(Enumerable.Range(0, 10), await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, middle)));
        Assert.Equal(Enumerable.Range(12, 3), await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, null), fromSequence: 12));
        Assert.Equal(Enumerable.Range(100, 20), await ReadAsync(store, s_other, new LogRange(LogId, 7, default, null)));
        Assert.Empty(await ReadAsync(store, s_shard, new LogRange(LogId, 1, new LogPosition(99, 5), null)));
        Assert.Empty(await ReadAsync(store, new ShardKey("acme", Signal.Metrics, 4), new LogRange(LogId, 1, default, null)));
    }

    [Fact]
    public async Task A_log_that_was_never_written_is_closed_and_empty()
    {
        var store = new MemoryBlobStore();
        await new LogReplay(store).CloseAsync(LogId, Cancellation);
        Assert.Empty(await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, null)));
    }

    [Fact]
    public async Task A_torn_last_append_is_left_out_wherever_it_broke()
    {
        byte[] segment = await WriteSegmentAsync(batches: 3);
        int last = BatchStarts(segment)[^1];
        for (int length = last; length < segment.Length; length++)
        {
            Assert.Equal(Enumerable.Range(0, 2), await ReadAsync(await StoreOfAsync(segment[..length]), s_shard, new LogRange(LogId, 1, default, null)));
        }

        Assert.Empty(await ReadAsync(await StoreOfAsync(segment[..10]), s_shard, new LogRange(LogId, 1, default, null)));
        Assert.Empty(await ReadAsync(await StoreOfAsync([]), s_shard, new LogRange(LogId, 1, default, null)));
    }

    [Fact]
    public async Task A_torn_append_may_leave_any_bytes_behind()
    {
        byte[] segment = await WriteSegmentAsync(batches: 3);
        int last = BatchStarts(segment)[^1];
        await Gen.Byte.Array[0, 200].SampleAsync(
            async garbage =>
            {
                byte[] torn = [.. segment[..last], .. garbage];
                int[] read = await ReadAsync(await StoreOfAsync(torn), s_shard, new LogRange(LogId, 1, default, null));
                Assert.Equal(Enumerable.Range(0, 2), read);
            },
            iter: 200);
    }

    [Fact]
    public async Task Damage_before_the_last_append_is_corruption_and_says_where()
    {
        byte[] segment = await WriteSegmentAsync(batches: 3);
        int[] starts = BatchStarts(segment);
        for (int at = 0; at < starts[^1]; at++)
        {
            byte[] damaged = [.. segment];
            damaged[at] ^= 0x10;
            CorruptBlockException corrupt = await Assert.ThrowsAsync<CorruptBlockException>(
                async () => await ReadAsync(await StoreOfAsync(damaged), s_shard, new LogRange(LogId, 1, default, null)));
            Assert.Equal("logs/log-1/00000000", corrupt.BlobName);
            Assert.Equal(at < starts[0] ? 0 : starts.Last(start => start <= at), corrupt.Offset);
        }
    }

    [Fact]
    public async Task A_torn_append_with_a_segment_behind_it_is_corruption()
    {
        byte[] segment = await WriteSegmentAsync(batches: 3);
        MemoryBlobStore store = await StoreOfAsync(segment[..^1], tombstoneAt: 2);
        await PutSegmentAsync(store, 1, LogFormat.SegmentHeader(LogId, 1));

        await Assert.ThrowsAsync<CorruptBlockException>(async () => await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, null)));
    }

    [Fact]
    public async Task Segments_missing_at_the_beginning_were_not_needed_but_a_gap_is_corruption()
    {
        byte[] first = await WriteSegmentAsync(batches: 1);
        MemoryBlobStore store = await StoreOfAsync(first, tombstoneAt: 4);
        await PutSegmentAsync(store, 3, LogFormat.SegmentHeader(LogId, 3));

        CorruptBlockException corrupt = await Assert.ThrowsAsync<CorruptBlockException>(
            async () => await ReadAsync(store, s_shard, new LogRange(LogId, 1, default, null)));
        Assert.Equal("logs/log-1/00000001", corrupt.BlobName);
        Assert.Empty(await ReadAsync(store, s_shard, new LogRange(LogId, 1, new LogPosition(1, 0), null)));
    }

    [Fact]
    public async Task Bytes_that_are_no_segment_never_throw_anything_but_corruption()
    {
        byte[] segment = await WriteSegmentAsync(batches: 4);
        await Gen.Select(Gen.Int[0, segment.Length], Gen.Int[0, segment.Length], Gen.Byte.Array[0, 40]).SampleAsync(
            async (from, to, bytes) =>
            {
                byte[] mangled = [.. segment[..from], .. bytes, .. segment[to..]];
                try
                {
                    int[] read = await ReadAsync(await StoreOfAsync(mangled), s_shard, new LogRange(LogId, 1, default, null));
                    Assert.Equal(Enumerable.Range(0, read.Length), read);
                }
                catch (CorruptBlockException)
                {
                }
            },
            iter: 2000);
    }

    [Fact]
    public async Task Shards_that_read_together_load_each_segment_once()
    {
        var store = new MemoryBlobStore();
        var log = new SiloLog(store, LogId, new SiloLogOptions { FlushInterval = TimeSpan.Zero, SegmentAppends = 1 }, TimeProvider.System);
        ShardKey[] shards = [.. Enumerable.Range(0, 8).Select(slot => new ShardKey("acme", Signal.Metrics, slot))];
        for (int i = 0; i < 5; i++)
        {
            await Task.WhenAll(shards.Select(shard => log.AppendAsync(shard, 1, (ulong)i, [(byte)i]).AsTask()));
        }

        int segments = log.Tail.Segment;
        await log.DisposeAsync();
        var network = new SteppedBlobStore(store);
        var replay = new LogReplay(network.For(network), segmentsHeld: 2);
        Task<int[]>[] reading = [.. shards.Select(shard => ReadAsync(replay, shard, new LogRange(LogId, 1, default, null)))];
        var loads = new List<string>();
        while (!reading.All(task => task.IsCompleted))
        {
            if (network.Calls.Count > 0)
            {
                SteppedBlobStore.Call call = network.Calls[0];
                loads.Add($"{call.Operation} {call.Name}");
                call.Happen();
                call.Reply();
            }

            await Task.Yield();
        }

        Assert.All(await Task.WhenAll(reading), read => Assert.Equal(Enumerable.Range(0, 5), read));
        Assert.True(loads.Count(load => load.StartsWith("read", StringComparison.Ordinal)) <= 2 * (segments + 1), string.Join('\n', loads));
    }

    private static async Task<int[]> ReadAsync(IBlobStore store, ShardKey shard, LogRange range, ulong fromSequence = 0)
        => await ReadAsync(new LogReplay(store), shard, range, fromSequence);

    private static async Task<int[]> ReadAsync(LogReplay replay, ShardKey shard, LogRange range, ulong fromSequence = 0)
    {
        var values = new List<int>();
        await foreach (ReplayBatch batch in replay.ReadAsync(shard, range, fromSequence, Cancellation))
        {
            foreach (ReplayRecord record in batch)
            {
                Assert.Equal(range.Epoch, record.Epoch);
                values.Add(record.Payload[0]);
            }
        }

        return [.. values];
    }

    /// <summary>A segment of batches with one record each; the records' payloads are 0, 1, 2 and so on.</summary>
    private static async Task<byte[]> WriteSegmentAsync(int batches)
    {
        var store = new MemoryBlobStore();
        await using var log = new SiloLog(store, LogId, new SiloLogOptions { FlushInterval = TimeSpan.Zero }, TimeProvider.System);
        for (int i = 0; i < batches; i++)
        {
            await log.AppendAsync(s_shard, 1, (ulong)i, [(byte)i, 1, 2, 3]);
        }

        return (await store.ReadWholeAsync(LogFormat.NameOf(LogId, 0), Cancellation))!.Value.Content;
    }

    private static int[] BatchStarts(byte[] segment)
    {
        uint salt = LogFormat.SaltOf(LogFormat.SegmentHeader(LogId, 0));
        return [.. Enumerable.Range(0, segment.Length).Where(at => LogFormat.ReadBatchHeader(segment.AsSpan(at), at, salt) >= 0)];
    }

    private static async Task<MemoryBlobStore> StoreOfAsync(byte[] segment, int tombstoneAt = 1)
    {
        var store = new MemoryBlobStore();
        await PutSegmentAsync(store, 0, segment);
        await store.PutIfAbsentAsync(LogFormat.NameOf(LogId, tombstoneAt), LogFormat.Tombstone(LogId, tombstoneAt), Cancellation);
        return store;
    }

    private static async Task PutSegmentAsync(MemoryBlobStore store, int number, byte[] segment)
    {
        await store.CreateAppendableAsync(LogFormat.NameOf(LogId, number), Cancellation);
        await store.AppendAsync(LogFormat.NameOf(LogId, number), 0, segment, Cancellation);
        await store.SealAsync(LogFormat.NameOf(LogId, number), Cancellation);
    }
}
