using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Tests.Hosting;
using Orleans.TestingHost;

namespace Orleans.Obs.Grains.Tests.Metrics;

public sealed class MetricsShardGrainTests
{
    private static readonly SeriesRequest Everything = new([], 0, long.MaxValue);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_appended_is_found()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);

        MetricsAppendReply reply = await shard.AppendAsync(ShardCluster.Sample("up", 7, ("job", "a")), Token);

        Assert.Equal((ReplyStatus.Ok, 1), (reply.Status, reply.Samples));
        Assert.Equal(7, await cluster.ValueAsync(0, "up", 7));
        Assert.Equal(["__name__", "job"], (await shard.LabelNamesAsync(Everything, Token)).Values);
        Assert.Equal(["a"], (await shard.LabelValuesAsync("job", Everything, Token)).Values);
        Assert.Single(PackedLabelSets.Read((await shard.SeriesAsync(Everything, Token)).LabelSets));
        Assert.Equal(1, (await shard.StatisticsAsync(10, Token)).HeadSeries);
    }

    [Fact]
    public async Task A_repeated_batch_is_stored_once()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        MetricsAppend batch = ShardCluster.Sample("up", 1);

        await cluster.Shard(0).AppendAsync(batch, Token);
        MetricsAppendReply again = await cluster.Shard(0).AppendAsync(batch, Token);

        Assert.Equal((ReplyStatus.Ok, 1), (again.Status, again.Samples));
        Assert.Equal(1, await cluster.ValueAsync(0, "count_over_time(up[1m])", 1));
    }

    [Fact]
    public async Task Limits_of_the_tenant_hold_in_the_shard()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        (string, string)[] labels = [.. Enumerable.Range(0, 10).Select(i => ($"l{i}", "x"))];

        MetricsAppendReply reply = await cluster.Shard(0).AppendAsync(ShardCluster.Sample("up", 1, labels), Token);

        Assert.Equal(ReplyStatus.Ok, reply.Status);
        Assert.Equal(MetricsRejectReason.LabelLimit, Assert.Single(reply.Rejections).Reason);
    }

    [Fact]
    public async Task Damaged_bytes_fail_and_hurt_nothing()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();

        Assert.Equal(ReplyStatus.Failed, (await cluster.Shard(0).AppendAsync(new MetricsAppend(new byte[] { 1, 2, 3 }), Token)).Status);

        Assert.Equal(ReplyStatus.Ok, (await cluster.Shard(0).AppendAsync(ShardCluster.Sample("up", 1), Token)).Status);
    }

    [Fact]
    public async Task A_slot_that_the_tenant_does_not_have_is_refused_and_leaves_no_trace()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => cluster.Shard(4).StatisticsAsync(0, Token));

        await Assert.ThrowsAsync<FileNotFoundException>(() => cluster.ManifestAsync(4));
    }

    [Fact]
    public async Task While_the_log_is_held_up_only_so_many_batches_wait_and_then_all_of_them_are_durable()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);
        await shard.AppendAsync(ShardCluster.Sample("up", 0), Token);
        cluster.Store.HoldAppends();

        Task<MetricsAppendReply>[] calls = [.. Enumerable.Range(1, 400).Select(n => shard.AppendAsync(ShardCluster.Sample("up", n), Token))];
        while (calls.Count(static call => call.IsCompleted) < calls.Length - 256)
        {
            Assert.Equal(ReplyStatus.Overloaded, (await await Task.WhenAny(calls.Where(static call => !call.IsCompleted))).Status);
        }

        cluster.Store.LetGo();
        MetricsAppendReply[] replies = await Task.WhenAll(calls);

        int taken = replies.Count(reply => reply.Status == ReplyStatus.Ok);
        Assert.Equal(256, taken);
        Assert.Equal(taken + 1, await cluster.ValueAsync(0, "count_over_time(up[1h])", 400));
    }

    [Fact]
    public async Task While_the_disk_is_full_writes_wait_queries_work_and_nothing_is_lost_afterwards()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);
        await shard.AppendAsync(ShardCluster.Sample("up", 1), Token);

        cluster.Store.Failing = true;
        MetricsAppendReply refused = await shard.AppendAsync(ShardCluster.Sample("up", 2), Token);
        Assert.Equal((ReplyStatus.Unavailable, 1), (refused.Status, refused.RetryAfterSeconds));
        Assert.Equal(1, await cluster.ValueAsync(0, "up", 1));

        cluster.Store.Failing = false;
        Assert.Equal(ReplyStatus.Ok, (await ShardCluster.AppendUntilTakenAsync(shard, ShardCluster.Sample("up", 2))).Status);
        Assert.Equal(2, await cluster.ValueAsync(0, "count_over_time(up[1h])", 2));
    }

    [Fact]
    public async Task When_memory_is_exhausted_writes_are_sent_back_until_a_cut_has_made_room()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync(new GrainSettings { MetricsSlots = 1, MemoryBudget = 300_000 });
        IMetricsShardGrain shard = cluster.Shard(0);
        Assert.Equal(ReplyStatus.Ok, (await shard.AppendAsync(ShardCluster.Noise("noise", samples: 80_000), Token)).Status);

        MetricsAppendReply refused = await shard.AppendAsync(ShardCluster.Sample("up", 1), Token);
        Assert.Equal((ReplyStatus.Overloaded, 1), (refused.Status, refused.RetryAfterSeconds));

        await shard.FlushAsync(Token);
        Assert.Equal(ReplyStatus.Ok, (await shard.AppendAsync(ShardCluster.Sample("up", 1), Token)).Status);
    }

    [Fact]
    public async Task A_deactivated_shard_is_released_and_comes_back_with_its_data()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);
        await shard.AppendAsync(ShardCluster.Sample("up", 1), Token);

        await cluster.Silos.DeactivateAsync(shard);
        Assert.True((await cluster.ManifestAsync(0)).Released);

        Assert.Equal(1, await cluster.ValueAsync(0, "up", 1));
        Assert.False((await cluster.ManifestAsync(0)).Released);
    }

    [Fact]
    public async Task When_another_owner_takes_a_shard_the_silo_gives_it_up_and_takes_it_back_for_the_next_call()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0), sibling = cluster.Shard(1);
        await shard.AppendAsync(ShardCluster.Sample("up", 1), Token);
        await sibling.AppendAsync(ShardCluster.Sample("up", 1), Token);

        // What a silo does that believes this one dead: it closes the log of all its shards, and takes one of them.
        await using var otherLog = new SiloLog(cluster.Store, "other", new SiloLogOptions(), TimeProvider.System);
        ShardOwnership other = await ShardOwnership.TakeAsync(
            cluster.Store, otherLog, new LogReplay(cluster.Store), TimeProvider.System, new ShardKey(ShardCluster.Tenant, Signal.Metrics, 0), Token);

        Assert.Equal(1, (await ShardCluster.AppendUntilTakenAsync(shard, ShardCluster.Sample("up", 2))).Samples);
        Assert.Equal(1, (await ShardCluster.AppendUntilTakenAsync(sibling, ShardCluster.Sample("up", 2))).Samples);
        Assert.Equal(2, await cluster.ValueAsync(0, "count_over_time(up[1h])", 2));
        Assert.Equal(2, await cluster.ValueAsync(1, "count_over_time(up[1h])", 2));
        Assert.True((await cluster.ManifestAsync(0)).Epoch > other.Epoch);
    }

    [Fact]
    public async Task Flushed_samples_are_in_a_block_and_still_found()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);
        await shard.AppendAsync(ShardCluster.Sample("up", 1), Token);

        Assert.Equal(Acknowledgement.Done, await shard.FlushAsync(Token));

        Assert.Equal(1, (await shard.StatisticsAsync(0, Token)).Blocks);
        Assert.Equal(1, await cluster.ValueAsync(0, "up", 1));
    }

    [Fact]
    public async Task Deleted_series_are_gone_and_others_stay()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        IMetricsShardGrain shard = cluster.Shard(0);
        await shard.AppendAsync(ShardCluster.Sample("up", 1, ("job", "a")), Token);
        await shard.AppendAsync(ShardCluster.Sample("up", 2, ("job", "b")), Token);

        await shard.DeleteSeriesAsync(new SeriesRequest([[new Matcher(0, "job", "a")]], 0, long.MaxValue), Token);

        Assert.Equal(2, await cluster.ValueAsync(0, "sum(up)", 2));
    }

    [Fact]
    public async Task An_expression_that_is_none_is_the_callers_fault()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync();
        var request = new SeriesRequest([[new Matcher(2, "job", "(")]], 0, long.MaxValue);

        Assert.Equal(ReplyStatus.Failed, (await cluster.Shard(0).SeriesAsync(request, Token)).Status);
        Assert.Equal(ReplyStatus.Failed, (await cluster.Shard(0).DeleteSeriesAsync(request, Token)).Status);
    }

    [Fact]
    public async Task The_shards_of_a_silo_that_dies_go_on_elsewhere_with_everything_acknowledged()
    {
        await using ShardCluster cluster = await ShardCluster.StartAsync(silos: 2);
        for (int slot = 0; slot < 4; slot++)
        {
            Assert.Equal(ReplyStatus.Ok, (await cluster.Shard(slot).AppendAsync(ShardCluster.Sample("up", 1), Token)).Status);
        }

        InProcessSiloHandle victim = cluster.Silos.Silos[1];
        await cluster.Silos.KillSiloAsync(victim, Token);
        await cluster.Silos.WaitForLivenessToStabilizeAsync(didKill: true);

        for (int slot = 0; slot < 4; slot++)
        {
            Assert.Equal(ReplyStatus.Ok, (await ShardCluster.AppendUntilTakenAsync(cluster.Shard(slot), ShardCluster.Sample("up", 2))).Status);
            Assert.Equal(2, await cluster.ValueAsync(slot, "count_over_time(up[1h])", 2));
        }
    }
}
