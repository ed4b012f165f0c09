using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

public sealed class MetricsShardDurabilityTests
{
    private readonly GatedLog _log = new();

    [Fact]
    public async Task A_repeat_waits_until_what_it_repeats_is_durable()
    {
        using MetricsShard shard = await OpenAsync();
        Task<AppendResult> first = AppendAsync(shard, 1).AsTask();
        Task<AppendResult> repeat = AppendAsync(shard, 1).AsTask();
        Assert.False(first.IsCompleted);
        Assert.False(repeat.IsCompleted);
        Assert.Equal((1, 1), (_log.Records, _log.Barriers));
        _log.Flush();
        Assert.Equal(1, (await first).Samples);
        Assert.Equal(1, (await repeat).Samples);
    }

    [Fact]
    public async Task A_log_that_is_not_writable_refuses_before_anything_changes()
    {
        using MetricsShard shard = await OpenAsync();
        _log.IsWritable = false;
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await AppendAsync(shard, 1));
        Assert.Equal(0, shard.Statistics(1).HeadSamples);
        Assert.False(shard.IsBroken);
    }

    [Fact]
    public async Task A_record_that_the_log_keeps_leaves_the_shard_whole()
    {
        using MetricsShard shard = await OpenAsync();
        _log.Refusal = new LogUnavailableException("store is down", retained: true);
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await AppendAsync(shard, 1));
        Assert.False(shard.IsBroken);
        _log.Refusal = null;
        Task<AppendResult> again = AppendAsync(shard, 1).AsTask();
        Assert.Equal(1, _log.Barriers);
        _log.Flush();
        Assert.Equal(1, (await again).Samples);
    }

    [Fact]
    public async Task A_record_that_the_log_does_not_take_breaks_the_shard()
    {
        using MetricsShard shard = await OpenAsync();
        _log.Refusal = new LogUnavailableException("queue is full", retained: false);
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await AppendAsync(shard, 1));
        Assert.True(shard.IsBroken);
        await Assert.ThrowsAsync<ShardBrokenException>(async () => await AppendAsync(shard, 2));
        await Assert.ThrowsAsync<ShardBrokenException>(async () => await shard.SelectAsync([], 0, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_batch_with_wrong_lengths_is_refused_whole()
    {
        using MetricsShard shard = await OpenAsync();
        using MetricsBatchWriter batch = Batch(1);
        foreach (int length in new[] { 1, 27, batch.Written.Length - 1 })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await shard.AppendAsync(batch.Written[..length]));
        }

        Assert.Equal(0, _log.Records);
        Assert.Equal(0, shard.Statistics(1).HeadSeries);
    }

    private static MetricsBatchWriter Batch(double value)
    {
        var batch = new MetricsBatchWriter();
        LabelSet labels = LabelSet.Of(("__name__", "up"));
        batch.BeginSeries(labels.Hash, labels.Bytes);
        batch.AddSample(ShardHarness.Now, value);
        return batch;
    }

    private static async ValueTask<AppendResult> AppendAsync(MetricsShard shard, double value)
    {
        using MetricsBatchWriter batch = Batch(value);
        return await shard.AppendAsync(batch.Written);
    }

    private async Task<MetricsShard> OpenAsync()
    {
        var store = new MemoryBlobStore();
        return await MetricsShard.OpenAsync(
            new ShardKey("acme", Signal.Metrics, 0), store, _log, new LogReplay(store), new PageCache(1 << 20), ShardHarness.DefaultOptions,
            new FakeTimeProvider(ShardHarness.Start), TestContext.Current.CancellationToken);
    }
}
