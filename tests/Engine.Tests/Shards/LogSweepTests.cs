using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Shards;

public sealed class LogSweepTests
{
    private readonly OwnershipBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_living_log_is_left_alone()
    {
        SiloLog log = _bench.Open("log-a");
        ShardOwnership shard = await _bench.TakeAsync(log);
        await OwnershipBench.WriteAsync(shard, 1, 2);

        Assert.Equal(0, await Sweep().DeleteClosedAsync(Cancellation));
        Assert.Equal([0, 1], _bench.SegmentsOf(log));
    }

    [Fact]
    public async Task Of_a_closed_log_goes_what_no_manifest_needs_and_its_tombstone_long_after()
    {
        SiloLog crashed = _bench.Open("log-a"), heir = _bench.Open("log-b");
        await OwnershipBench.WriteAsync(await _bench.TakeAsync(crashed), 1, 2, 3);
        (ShardOwnership shard, int[] values) = await _bench.RecoverAsync(heir);
        Assert.Equal([1, 2, 3], values);

        Assert.Equal(0, await Sweep().DeleteClosedAsync(Cancellation));
        await OwnershipBench.FlushAsync(shard, heir);
        Assert.Equal(3, await Sweep().DeleteClosedAsync(Cancellation));
        Assert.Equal([3], _bench.SegmentsOf(crashed));

        _bench.Time.Advance(LogSweep.TombstoneLife);
        Assert.Equal(0, await Sweep().DeleteClosedAsync(Cancellation));
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Sweep().DeleteClosedAsync(Cancellation));
        Assert.Empty(_bench.SegmentsOf(crashed));
    }

    [Fact]
    public async Task Segments_below_what_is_needed_go_first()
    {
        SiloLog crashed = _bench.Open("log-a"), heir = _bench.Open("log-b");
        ShardOwnership first = await _bench.TakeAsync(crashed);
        await OwnershipBench.WriteAsync(first, 1, 2);
        ulong next = first.NextSequence;
        LogPosition from = crashed.Tail;
        await OwnershipBench.WriteAsync(first, 3);
        await first.UpdateAsync(manifest => manifest.WithFlushed(next, from), Cancellation);
        await new LogReplay(_bench.Store).CloseAsync(crashed.LogId, Cancellation);

        await Sweep().DeleteClosedAsync(Cancellation);
        Assert.Equal([2, 3], _bench.SegmentsOf(crashed));
        (_, int[] values) = await _bench.RecoverAsync(heir);
        Assert.Equal([3], values);
    }

    [Fact]
    public async Task A_shard_that_comes_to_a_log_while_the_sweep_runs_loses_nothing_whenever_that_is()
    {
        bool ended = false;
        for (int calls = 0; !ended; calls++)
        {
            var bench = new OwnershipBench();
            SiloLog log = bench.Open("log-a");
            ShardOwnership other = await bench.TakeAsync(log, shard: new ShardKey("acme", Signal.Metrics, 9));
            await OwnershipBench.WriteAsync(other, 7);
            await OwnershipBench.FlushAsync(other, log);
            await other.ReleaseAsync(Cancellation);
            var network = new SteppedBlobStore(bench.Store);
            Task<int> sweep = new LogSweep(network.For(this), bench.Time).DeleteClosedAsync(Cancellation).AsTask();
            for (int i = 0; i < calls && !sweep.IsCompleted; i++)
            {
                Step(network);
            }

            ended = sweep.IsCompleted;
            await OwnershipBench.WriteAsync(await bench.TakeAsync(log), 1, 2);
            await new LogReplay(bench.Store).CloseAsync(log.LogId, Cancellation);
            while (!sweep.IsCompleted)
            {
                Step(network);
            }

            (_, int[] values) = await bench.RecoverAsync(bench.Open("log-b"));
            Assert.Equal([1, 2], values);
        }
    }

    [Fact]
    public async Task What_is_kept_for_a_shard_that_moved_goes_when_its_new_owner_has_flushed()
    {
        SiloLog old = _bench.Open("log-a"), current = _bench.Open("log-b");
        ShardOwnership before = await _bench.TakeAsync(old);
        await OwnershipBench.WriteAsync(before, 1, 2);
        await before.ReleaseAsync(Cancellation);
        (ShardOwnership after, int[] values) = await _bench.RecoverAsync(current);
        Assert.Equal([1, 2], values);
        ShardOwnership other = await _bench.TakeAsync(old, shard: new ShardKey("acme", Signal.Metrics, 9));
        await OwnershipBench.WriteAsync(other, 7, 8);

        await Sweep().ReleaseMovedAsync(old, Cancellation);
        Assert.Equal([0, 1, 2, 3], _bench.SegmentsOf(old));
        await OwnershipBench.FlushAsync(after, current);
        await Sweep().ReleaseMovedAsync(old, Cancellation);
        Assert.Equal([2, 3], _bench.SegmentsOf(old));
        Assert.Equal([other.Shard], old.Retaining());
    }

    private static void Step(SteppedBlobStore network)
    {
        SteppedBlobStore.Call call = network.Calls[0];
        call.Happen();
        call.Reply();
    }

    private LogSweep Sweep() => new(_bench.Store, _bench.Time);
}
