using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Log;

public sealed class SiloLogTests
{
    private static readonly ShardKey s_shard = new("acme", Signal.Metrics, 3), s_other = new("acme", Signal.Logs, 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly MemoryBlobStore _store = new();
    private readonly SteppedBlobStore _network;
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<IThreadPoolWorkItem> _pumps = new();

    public SiloLogTests()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _network = new SteppedBlobStore(_store);
    }

    [Fact]
    public void Records_that_come_while_a_flush_is_under_way_share_the_next_append()
    {
        SiloLog log = Open();
        Task first = Append(log, 0);
        Pump();
        Let("create");
        Task[] rest = [.. Enumerable.Range(1, 100).Select(i => Append(log, (ulong)i))];

        Let("append to");
        Assert.True(first.IsCompletedSuccessfully);
        Assert.DoesNotContain(rest, task => task.IsCompleted);

        Let("append to");
        Assert.All(rest, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Empty(_network.Calls);
    }

    [Fact]
    public void A_busy_log_lets_records_gather_for_the_flush_interval()
    {
        SiloLog log = Open(new SiloLogOptions { FlushInterval = TimeSpan.FromMilliseconds(10) });
        _ = Append(log, 0);
        Pump();
        Let("create", "append to");

        _time.Advance(TimeSpan.FromMilliseconds(4));
        _ = Append(log, 1);
        Pump();
        Assert.Empty(_network.Calls);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Empty(_network.Calls);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Let("append to");
    }

    [Fact]
    public void A_failed_flush_tells_everybody_and_is_tried_again_with_the_same_bytes_first()
    {
        SiloLog log = Open();
        Task first = Append(log, 0);
        Pump();
        Let("create");
        Task second = Append(log, 1);
        _network.Calls[0].Fail();

        Assert.True(Failure<LogUnavailableException>(first).Retained);
        Assert.True(Failure<LogUnavailableException>(second).Retained);
        Assert.False(log.IsWritable);
        Assert.True(Failure<LogUnavailableException>(Append(log, 2)).Retained);
        Assert.True(Failure<LogUnavailableException>(log.BarrierAsync().AsTask()).Retained);

        _time.Advance(TimeSpan.FromSeconds(1));
        Let("append to");
        Assert.True(log.IsWritable);
        Task barrier = log.BarrierAsync().AsTask();
        Assert.False(barrier.IsCompleted);
        Let("append to");
        Assert.True(barrier.IsCompletedSuccessfully);
        Assert.Equal([0UL, 1, 2], Sequences(log));
    }

    [Fact]
    public void An_append_whose_reply_was_lost_is_not_doubled()
    {
        SiloLog log = Open();
        Task append = Append(log, 0);
        Pump();
        Let("create");
        _network.Calls[0].Happen();
        _network.Calls[0].Fail();
        Assert.True(append.IsFaulted);

        _time.Advance(TimeSpan.FromSeconds(1));
        Let("append to", "read");
        Assert.True(log.IsWritable);
        Assert.Equal([0UL], Sequences(log));
    }

    [Fact]
    public void A_full_queue_is_not_writable_and_then_refuses()
    {
        SiloLog log = Open(new SiloLogOptions { MaxQueuedBytes = 1000 });
        byte[] payload = new byte[600];
        Task first = log.AppendAsync(s_shard, 1, 0, payload).AsTask();
        Assert.True(log.IsWritable);
        Task second = log.AppendAsync(s_shard, 1, 1, payload).AsTask();
        Assert.False(log.IsWritable);
        Task third = log.AppendAsync(s_shard, 1, 2, payload).AsTask();
        Assert.False(Failure<LogUnavailableException>(log.AppendAsync(s_shard, 1, 3, payload).AsTask()).Retained);

        Pump();
        Let("create", "append to");
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully && third.IsCompletedSuccessfully);
        Assert.True(log.IsWritable);
    }

    [Fact]
    public async Task A_closed_log_says_so_and_takes_nothing()
    {
        SiloLog log = Open();
        _ = Append(log, 0);
        Pump();
        Let("create", "append to");
        await LogCloser.CloseAsync(_store, log.LogId, Cancellation);

        Task doomed = Append(log, 1);
        Pump();
        Let("append to", "read");

        Assert.Equal(log.LogId, Failure<LogClosedException>(doomed).LogId);
        Failure<LogClosedException>(Append(log, 2));
        Assert.True(log.IsClosed);
        Assert.False(log.IsWritable);
        Assert.True(log.Closed.IsCompletedSuccessfully);
        Assert.Equal([0UL], Sequences(log));
    }

    [Fact]
    public async Task The_closer_follows_an_owner_that_rolls_to_the_next_segment()
    {
        SiloLog log = Open(new SiloLogOptions { SegmentAppends = 1 });
        _ = Append(log, 0);
        Pump();
        Let("create", "append to");
        IBlobStore closersView = _network.For(this);
        Task<int> closing = LogCloser.CloseAsync(closersView, log.LogId, Cancellation).AsTask();
        Let("list", "seal");

        _ = Append(log, 1);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Pump();
        Assert.Equal(["put", "seal"], _network.Calls.Select(call => call.Operation));
        SteppedBlobStore.Call put = _network.Calls[0];
        for (int i = 0; i < 3; i++)
        {
            SteppedBlobStore.Call call = _network.Calls[1];
            call.Happen();
            call.Reply();
        }

        put.Happen();
        put.Reply();
        Let("list", "seal", "put");
        Assert.Equal(2, await closing);
        Assert.Equal([0UL, 1], Sequences(log));
    }

    [Fact]
    public void Segments_roll_by_size_and_by_count()
    {
        SiloLog log = Open(new SiloLogOptions { SegmentBytes = 500, SegmentAppends = 3 });
        for (ulong i = 0; i < 4; i++)
        {
            AppendAndFlush(log, i, new byte[10]);
        }

        Assert.Equal(1, log.Tail.Segment);
        AppendAndFlush(log, 4, new byte[600]);
        Assert.Equal(new LogPosition(2, 0), log.Tail);
        AppendAndFlush(log, 5, new byte[10]);
        Assert.Equal(2, log.Tail.Segment);
        Assert.Equal([0UL, 1, 2, 3, 4, 5], Sequences(log));
        Assert.Equal([true, true, true, false], Segments(log).Select(blob => blob.Sealed));
    }

    [Fact]
    public void Segments_that_no_shard_needs_are_deleted()
    {
        SiloLog log = Open(new SiloLogOptions { SegmentAppends = 1 });
        AppendAndFlush(log, 0, [1]);
        LogPosition afterFirst = log.Tail;
        FlushAll(log, log.AppendAsync(s_other, 1, 0, [1]).AsTask());
        AppendAndFlush(log, 1, [1]);
        LogPosition tail = log.Tail;
        AppendAndFlush(log, 2, [1]);

        log.Release(s_shard, afterFirst);
        Let("delete");
        Assert.Equal([1, 2, 3], Segments(log).Select(NumberOf));
        log.Release(s_shard, tail);
        Assert.Empty(_network.Calls);
        log.Release(s_other, null);
        Let("delete", "delete");
        Assert.Equal([3], Segments(log).Select(NumberOf));
        log.Release(s_shard, null);
        Assert.Empty(_network.Calls);
    }

    [Fact]
    public void A_segment_that_nobody_needs_makes_room_for_an_empty_one_and_the_log_goes_on()
    {
        SiloLog log = Open(new SiloLogOptions { IdleSegmentBytes = 256 });
        AppendAndFlush(log, 0, new byte[300]);
        log.Release(s_shard, log.Tail);
        FlushAll(log, log.BarrierAsync().AsTask());
        Let("delete");
        Assert.Equal([1], Segments(log).Select(NumberOf));

        log.Release(s_shard, null);
        Assert.Empty(_pumps);
        LogPosition before = log.Tail;
        AppendAndFlush(log, 1, [1]);
        Assert.Equal(1, before.Segment);
        Assert.Equal([1], Segments(log).Select(NumberOf));
    }

    [Fact]
    public void A_fenced_epoch_is_refused_and_others_pass()
    {
        SiloLog log = Open();
        Task before = log.AppendAsync(s_shard, 1, 0, [1]).AsTask();
        LogPosition fence = log.Fence(s_shard, 2);

        Assert.Equal(1, Failure<OwnershipLostException>(log.AppendAsync(s_shard, 1, 1, [1]).AsTask()).Epoch);
        Assert.Equal(fence, log.Tail);
        Task after = log.AppendAsync(s_shard, 2, 1, [1]).AsTask();
        Task other = log.AppendAsync(s_other, 1, 0, [1]).AsTask();
        FlushAll(log, other);
        Assert.True(before.IsCompletedSuccessfully && after.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Disposing_makes_everything_durable_and_closes_the_log()
    {
        SiloLog log = Open();
        Task append = Append(log, 0);
        Task disposing = log.DisposeAsync().AsTask();
        Assert.False(Failure<LogUnavailableException>(Append(log, 1)).Retained);
        Pump();
        Let("create", "append to");
        Assert.True(append.IsCompletedSuccessfully);
        while (!disposing.IsCompleted)
        {
            await Task.Yield();
            if (_network.Calls.Count > 0)
            {
                Let(_network.Calls[0].Operation);
            }
        }

        Assert.Equal([true, false], Segments(log).Select(blob => blob.Sealed));
        Assert.Equal(1, await LogCloser.CloseAsync(_store, log.LogId, Cancellation));
        Assert.Equal([0UL], Sequences(log));
    }

    [Fact]
    public async Task Disposing_gives_up_when_the_store_fails()
    {
        SiloLog log = Open();
        _ = Append(log, 0);
        Pump();
        Let("create");
        Task disposing = log.DisposeAsync().AsTask();
        _network.Calls[0].Fail();

        await disposing;
        Assert.Empty(_network.Calls);
    }

    private static T Failure<T>(Task task)
        where T : Exception
    {
        Assert.True(task.IsFaulted);
        return Assert.IsType<T>(task.Exception.InnerException);
    }

    private static int NumberOf(BlobProperties blob) => int.Parse(blob.Name[^8..], System.Globalization.CultureInfo.InvariantCulture);

    private SiloLog Open(SiloLogOptions? options = null)
    {
        SiloLogOptions chosen = options ?? new SiloLogOptions();
        return new SiloLog(_network.For(_network), SiloLog.NewLogId("[::1]:11111", _time), chosen, _time, _pumps.Enqueue);
    }

    private static Task Append(SiloLog log, ulong sequence) => log.AppendAsync(s_shard, 1, sequence, BitConverter.GetBytes(sequence)).AsTask();

    private void AppendAndFlush(SiloLog log, ulong sequence, byte[] payload) => FlushAll(log, log.AppendAsync(s_shard, 1, sequence, payload).AsTask());

    private void FlushAll(SiloLog log, Task last)
    {
        Pump();
        Task barrier = log.BarrierAsync().AsTask();
        while (!last.IsCompleted || !barrier.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            if (_network.Calls.Count > 0)
            {
                Let(_network.Calls[0].Operation);
            }
        }
    }

    private void Pump()
    {
        while (_pumps.TryDequeue(out IThreadPoolWorkItem? pump))
        {
            pump.Execute();
        }
    }

    /// <summary>Lets the oldest calls happen, which must be these.</summary>
    private void Let(params ReadOnlySpan<string> operations)
    {
        foreach (string operation in operations)
        {
            if (_network.Calls.Count == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
            }

            SteppedBlobStore.Call call = _network.Calls[0];
            Assert.Equal(operation, call.Operation);
            call.Happen();
            call.Reply();
        }
    }

    private IEnumerable<BlobProperties> Segments(SiloLog log) => _store.ListAsync($"logs/{log.LogId}/", Cancellation).ToBlockingEnumerable();

    private List<ulong> Sequences(SiloLog log)
    {
        LogCloser.CloseAsync(_store, log.LogId, Cancellation).AsTask().GetAwaiter().GetResult();
        var sequences = new List<ulong>();
        foreach (ReplayBatch batch in new LogReplay(_store).ReadAsync(s_shard, new LogRange(log.LogId, 1, default, null), 0, Cancellation).ToBlockingEnumerable())
        {
            foreach (ReplayRecord record in batch)
            {
                sequences.Add(record.Sequence);
            }
        }

        return sequences;
    }
}
