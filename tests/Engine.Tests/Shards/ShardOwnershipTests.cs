using System.Text;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Shards;

public sealed class ShardOwnershipTests
{
    private readonly OwnershipBench _bench = new();
    private readonly SteppedBlobStore _network;

    public ShardOwnershipTests()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _network = new SteppedBlobStore(_bench.Store);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Epochs_rise_and_numbering_goes_on_over_owners()
    {
        for (int i = 0; i < 4; i++)
        {
            SiloLog log = _bench.Open($"log-{i}");
            (ShardOwnership shard, int[] values) = await _bench.RecoverAsync(log);
            Assert.Equal(i + 1, shard.Epoch);
            Assert.Equal((ulong)i, shard.NextSequence);
            Assert.Equal(Enumerable.Range(0, i), values);
            await OwnershipBench.WriteAsync(shard, i);
        }
    }

    [Fact]
    public async Task A_released_shard_changes_hands_without_closing_the_log()
    {
        SiloLog first = _bench.Open("log-a"), second = _bench.Open("log-b");
        ShardOwnership shard = await _bench.TakeAsync(first);
        await OwnershipBench.WriteAsync(shard, 1, 2);
        await shard.ReleaseAsync(Cancellation);

        await Assert.ThrowsAsync<OwnershipLostException>(async () => await OwnershipBench.WriteAsync(shard, 3));
        (ShardOwnership next, int[] values) = await _bench.RecoverAsync(second);
        Assert.Equal([1, 2], values);
        await OwnershipBench.WriteAsync(next, 4);
        await OwnershipBench.WriteAsync(await _bench.TakeAsync(first, shard: new ShardKey("acme", Signal.Logs, 0)), 9);
        Assert.False(first.IsClosed);
    }

    [Fact]
    public async Task A_shard_released_after_a_flush_leaves_nothing_to_replay()
    {
        SiloLog log = _bench.Open("log-a");
        ShardOwnership shard = await _bench.TakeAsync(log);
        await OwnershipBench.WriteAsync(shard, 1, 2);
        await OwnershipBench.FlushAsync(shard, log);
        await shard.ReleaseAsync(Cancellation);

        Assert.Empty(shard.Manifest.Log);
        (ShardOwnership next, int[] values) = await _bench.RecoverAsync(log);
        Assert.Empty(values);
        Assert.Equal(2UL, next.NextSequence);
    }

    [Fact]
    public async Task A_second_activation_on_the_same_silo_fences_the_first_without_closing_the_log()
    {
        SiloLog log = _bench.Open("log-a");
        ShardOwnership stale = await _bench.TakeAsync(log);
        await OwnershipBench.WriteAsync(stale, 1);
        (ShardOwnership shard, int[] values) = await _bench.RecoverAsync(log);

        Assert.Equal([1], values);
        await Assert.ThrowsAsync<OwnershipLostException>(async () => await OwnershipBench.WriteAsync(stale, 2));
        await Assert.ThrowsAsync<OwnershipLostException>(async () => await stale.UpdateAsync(manifest => manifest, Cancellation));
        await OwnershipBench.WriteAsync(shard, 3);
        Assert.False(log.IsClosed);
    }

    [Fact]
    public async Task Of_two_takers_one_is_told_that_it_lost()
    {
        Task<ShardOwnership> slow = _bench.TakeAsync(_bench.Open("log-a"), _network.For(this));
        Let("read");
        ShardOwnership fast = await _bench.TakeAsync(_bench.Open("log-b"));
        Let("put", "read", "read");

        Assert.Equal(1, fast.Epoch);
        await Assert.ThrowsAsync<OwnershipLostException>(() => slow);
    }

    [Fact]
    public async Task An_update_whose_reply_was_lost_is_recognised()
    {
        ShardOwnership shard = await TakeOverNetworkAsync();
        Task<ShardManifest> update = shard.UpdateAsync(WithBlock, Cancellation).AsTask();
        _network.Calls[0].Happen();
        _network.Calls[0].Fail();
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Let("replace", "read");

        Assert.Single((await update).Blocks);
    }

    [Fact]
    public async Task An_update_that_was_cancelled_in_the_dark_is_found_by_the_next_one()
    {
        ShardOwnership shard = await TakeOverNetworkAsync();
        using var cancelling = new CancellationTokenSource();
        Task<ShardManifest> cancelled = shard.UpdateAsync(WithBlock, cancelling.Token).AsTask();
        _network.Calls[0].Happen();
        _network.Calls[0].Fail();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Task<ShardManifest> next = shard.UpdateAsync(manifest => manifest with { NextSequence = 5 }, Cancellation).AsTask();
        Let("replace", "read", "read", "replace");
        Assert.Single((await next).Blocks);
        Assert.Equal(5UL, shard.Manifest.NextSequence);
    }

    [Fact]
    public async Task A_superseded_owner_cannot_change_the_manifest()
    {
        ShardOwnership old = await _bench.TakeAsync(_bench.Open("log-a"));
        await _bench.TakeAsync(_bench.Open("log-b"));

        await Assert.ThrowsAsync<OwnershipLostException>(async () => await old.UpdateAsync(WithBlock, Cancellation));
        await Assert.ThrowsAsync<OwnershipLostException>(async () => await old.ReleaseAsync(Cancellation));
    }

    [Fact]
    public async Task A_log_that_vanishes_under_a_superseded_replay_means_lost_ownership_not_corruption()
    {
        SiloLog crashed = _bench.Open("log-a"), current = _bench.Open("log-c");
        await OwnershipBench.WriteAsync(await _bench.TakeAsync(crashed), 1, 2, 3);
        ShardOwnership slow = await _bench.TakeAsync(_bench.Open("log-b"));
        await using IAsyncEnumerator<ReplayBatch> replay = slow.ReplayAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await replay.MoveNextAsync());

        (ShardOwnership shard, _) = await _bench.RecoverAsync(current);
        await OwnershipBench.FlushAsync(shard, current);
        await new LogSweep(_bench.Store, _bench.Time).DeleteClosedAsync(Cancellation);
        await Assert.ThrowsAsync<OwnershipLostException>(async () => await replay.MoveNextAsync());
    }

    [Fact]
    public async Task A_closed_log_takes_no_shard()
    {
        SiloLog log = _bench.Open("log-a");
        ShardOwnership shard = await _bench.TakeAsync(log);
        await _bench.TakeAsync(_bench.Open("log-b"));
        await Assert.ThrowsAsync<LogClosedException>(async () => await OwnershipBench.WriteAsync(shard, 1));

        await Assert.ThrowsAsync<LogClosedException>(() => _bench.TakeAsync(log));
    }

    [Theory]
    [InlineData("", "manifest")]
    [InlineData("null", "object")]
    [InlineData("{\"version\":99}", "version 99")]
    [InlineData("{\"version\":1,\"log\":[],\"blocks\":[]}", "arrays")]
    [InlineData("{\"version\":1,\"owner\":\"log-a\",\"log\":[],\"blocks\":[],\"tombstones\":[]}", "range")]
    public void What_is_no_manifest_is_refused(string json, string reason)
    {
        CorruptBlockException corrupt = Assert.Throws<CorruptBlockException>(() => ShardManifest.FromJson("the manifest", Encoding.UTF8.GetBytes(json)));
        Assert.Equal("the manifest", corrupt.BlobName);
        Assert.Contains(reason, corrupt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_survives_json()
    {
        var manifest = new ShardManifest
        {
            WriteId = "w",
            Epoch = 7,
            Owner = "log-b",
            NextSequence = ulong.MaxValue,
            Log = [new LogRange("log-a", 6, new LogPosition(1, 2), new LogPosition(3, 4)), new LogRange("log-b", 7, new LogPosition(5, 6), null)],
            Blocks = [new ManifestBlock("tenants/acme/metrics/03/b", -5, 6, 2, 1000, 10, 20, 30, 4, 5)],
            Tombstones = [new ManifestTombstone("{a=\"\\\"\"}", 1, 2, 3, 4)],
        };

        ShardManifest read = ShardManifest.FromJson("m", manifest.ToJson());
        Assert.Equal(manifest.ToJson(), read.ToJson());
        Assert.Equal(manifest.Log, read.Log);
        Assert.Equal(manifest.Blocks, read.Blocks);
        Assert.Equal(manifest.Tombstones, read.Tombstones);
    }

    private static ShardManifest WithBlock(ShardManifest manifest) => manifest with { Blocks = manifest.Blocks.Add(new ManifestBlock("b", 0, 0, 0, 0, 0, 0, 0)) };

    private async Task<ShardOwnership> TakeOverNetworkAsync()
    {
        Task<ShardOwnership> taking = _bench.TakeAsync(_bench.Open("log-a"), _network.For(this));
        Let("read", "put");
        return await taking;
    }

    private void Let(params ReadOnlySpan<string> operations)
    {
        foreach (string operation in operations)
        {
            SteppedBlobStore.Call call = _network.Calls[0];
            Assert.Equal(operation, call.Operation);
            call.Happen();
            call.Reply();
        }
    }
}
