using System.Buffers;
using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

public sealed class DeltaTests
{
    private static readonly LabelSet s_requests = LabelSet.Of(("__name__", "requests_total"), ("job", "shop"));

    [Fact]
    public async Task Deltas_add_up_to_a_counter_that_began_with_the_first()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(1), 2), (Minute(2), 0));

        Assert.Equal([(Minute(0), 5), (Minute(1), 7), (Minute(2), 7)], await ReadAsync(harness));
        Assert.Equal([Minute(-1), Minute(-1), Minute(-1)], await StartsAsync(harness));
    }

    [Fact]
    public async Task A_delta_that_is_sent_again_counts_once()
    {
        await using ShardHarness harness = await OpenAsync();
        for (int i = 0; i < 3; i++)
        {
            AppendResult result = await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(1), 2));
            Assert.Equal((2, 0), (result.Samples, result.Rejections.Length));
        }

        Assert.Equal([(Minute(0), 5), (Minute(1), 7)], await ReadAsync(harness));
    }

    [Fact]
    public async Task A_delta_that_comes_late_counts_where_it_belongs()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(2), 2), (Minute(3), 1), (Minute(1), 10));

        Assert.Equal([(Minute(0), 5), (Minute(1), 15), (Minute(2), 17), (Minute(3), 18)], await ReadAsync(harness));
    }

    [Fact]
    public async Task A_delta_that_comes_too_late_is_refused()
    {
        await using ShardHarness harness = await OpenAsync();
        AppendResult result = await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(-61), 2));

        Assert.Equal(1, result.Samples);
        Assert.Equal(RejectReason.TooOld, Assert.Single(result.Rejections).Reason);
        Assert.Equal([(Minute(0), 5)], await ReadAsync(harness));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_total_goes_on_after_a_crash(bool cut)
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(1), 2));
        if (cut)
        {
            await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        }

        await harness.OpenAsync();
        await AddAsync(harness, s_requests, (Minute(1), 2), (Minute(2), 3));

        Assert.Equal([(Minute(0), 5), (Minute(1), 7), (Minute(2), 10)], await ReadAsync(harness));
        Assert.Equal([Minute(-1), Minute(-1), Minute(-1)], await StartsAsync(harness));
    }

    [Fact]
    public async Task A_late_delta_reaches_into_blocks_and_survives_a_crash()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5), (Minute(2), 2));
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await AddAsync(harness, s_requests, (Minute(3), 1), (Minute(1), 10));
        await harness.OpenAsync();
        await AddAsync(harness, s_requests, (Minute(1), 10), (Minute(4), 1));

        Assert.Equal([(Minute(0), 5), (Minute(1), 15), (Minute(2), 17), (Minute(3), 18), (Minute(4), 19)], await ReadAsync(harness));
    }

    [Fact]
    public async Task Deltas_out_of_order_in_one_batch_after_a_cut_count_where_they_belong()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5));
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await AddAsync(harness, s_requests, (Minute(2), 2), (Minute(1), 10));

        Assert.Equal([(Minute(0), 5), (Minute(1), 15), (Minute(2), 17)], await ReadAsync(harness));
    }

    [Fact]
    public async Task A_series_that_was_idle_for_a_day_starts_again_and_one_that_was_idle_for_less_goes_on()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(-1500), 100), (Minute(-50), 1));
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await AddAsync(harness, s_requests, (Minute(0), 1));

        Assert.Equal([(Minute(-1500), 100), (Minute(-50), 1), (Minute(0), 2)], await ReadAsync(harness));
    }

    [Fact]
    public async Task Deleted_totals_are_not_gone_on_with()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5));
        await harness.Shard.DeleteSeriesAsync([], long.MinValue, long.MaxValue, TestContext.Current.CancellationToken);
        await AddAsync(harness, s_requests, (Minute(1), 2));

        Assert.Equal([(Minute(1), 2)], await ReadAsync(harness));
    }

    [Fact]
    public async Task A_store_that_can_not_be_read_refuses_the_deltas_and_takes_them_later()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), 5));
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await harness.OpenAsync();
        harness.Store.Fault = BlockFault.Read;
        Task<AppendResult> refused = AddAsync(harness, s_requests, (Minute(1), 2));
        while (!refused.IsCompleted)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<BlobUnavailableException>(() => refused);
        harness.Store.Fault = BlockFault.None;
        await AddAsync(harness, s_requests, (Minute(1), 2));
        Assert.Equal([(Minute(0), 5), (Minute(1), 7)], await ReadAsync(harness));
    }

    [Fact]
    public async Task Histograms_add_up_in_the_coarser_schema()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), Histogram(3, 4)), (Minute(2), Histogram(0, 1)), (Minute(1), Histogram(1, 2)));

        List<(long Time, NativeHistogram Histogram)> stored = await HistogramsAsync(harness);
        Assert.Equal([(3, 4.0), (1, 6.0), (0, 7.0)], stored.Select(static sample => (sample.Histogram.Schema, sample.Histogram.Count)));
        Assert.All(stored, static sample => Assert.True(sample.Histogram.IsInteger));
        Assert.Equal([ResetHint.Unknown, ResetHint.NoReset, ResetHint.NoReset], stored.Select(static sample => sample.Histogram.ResetHint));
    }

    [Fact]
    public async Task Custom_bounds_that_change_start_the_histogram_again()
    {
        await using ShardHarness harness = await OpenAsync();
        await AddAsync(harness, s_requests, (Minute(0), Custom(1, 2)), (Minute(1), Custom(1, 2)), (Minute(2), Custom(1, 3)));

        Assert.Equal([(1.0, ResetHint.Unknown), (2, ResetHint.NoReset), (1, ResetHint.Reset)],
            (await HistogramsAsync(harness)).Select(static sample => (sample.Histogram.Count, sample.Histogram.ResetHint)));
    }

    /// <summary>In whatever order deltas arrive, however often, whatever is cut, compacted or crashes in between: the totals are those of the deltas in order of time, each once.</summary>
    [Fact]
    public void The_order_of_arrival_repeats_cuts_and_crashes_make_no_difference() => Gen.Int.Sample(seed => RunAsync(seed).GetAwaiter().GetResult(), iter: 60, threads: 1);

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        LabelSet[] series = [.. Enumerable.Range(0, 3).Select(static i => LabelSet.Of(("__name__", i < 2 ? "a" : "b"), ("i", $"{i}")))];
        var model = series.ToDictionary(static labels => labels, static _ => new SortedDictionary<long, int>());
        await using ShardHarness harness = await OpenAsync();
        for (int step = 0; step < 60; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
                    break;
                case 1:
                    await harness.OpenAsync();
                    break;
                case 2:
                    await harness.Shard.MaintainAsync(TestContext.Current.CancellationToken);
                    break;
                default:
                    await AddAnyAsync(harness, random, model, step);
                    break;
            }
        }

        foreach ((LabelSet labels, SortedDictionary<long, int> deltas) in model.Where(static one => one.Value.Count > 0))
        {
            int total = 0;
            Assert.Equal(deltas.Select(delta => (delta.Key, (double)(total += delta.Value))), await ReadAsync(harness, labels));
        }
    }

    private static async Task AddAnyAsync(ShardHarness harness, Random random, Dictionary<LabelSet, SortedDictionary<long, int>> model, int step)
    {
        using var batch = new MetricsBatchWriter();
        int expected = 0;
        foreach ((LabelSet labels, SortedDictionary<long, int> deltas) in model)
        {
            for (int n = random.Next(4); n > 0; n--)
            {
                long time = Minute(Math.Max(0, step - random.Next(30)) - 60) + random.Next(4);
                int delta = deltas.TryGetValue(time, out int known) ? known : random.Next(100);
                deltas[time] = delta;
                Begin(batch, labels);
                Add(batch, time, delta);
                expected++;
            }
        }

        AppendResult result = await harness.AppendAsync(batch);
        Assert.Equal((expected, 0), (result.Samples, result.Rejections.Length));
    }

    private static async Task<ShardHarness> OpenAsync()
    {
        var harness = new ShardHarness(ShardHarness.DefaultOptions with { IdleAfter = TimeSpan.FromMinutes(40), IdleShare = 0 });
        await harness.OpenAsync();
        return harness;
    }

    private static long Minute(int minute) => ShardHarness.Now + (minute * 60_000L);

    private static void Begin(MetricsBatchWriter batch, LabelSet labels) => batch.BeginSeries(labels.Hash, labels.Bytes);

    private static void Add(MetricsBatchWriter batch, long time, double delta)
    {
        var extra = new ArrayBufferWriter<byte>();
        MetricsExtras.WriteDelta(extra, time, time - 60_000, delta);
        batch.AddExtra(extra.WrittenSpan);
    }

    private static async Task<AppendResult> AddAsync(ShardHarness harness, LabelSet labels, params (long Time, double Delta)[] deltas)
    {
        using var batch = new MetricsBatchWriter();
        foreach ((long time, double delta) in deltas)
        {
            Begin(batch, labels);
            Add(batch, time, delta);
        }

        return await harness.AppendAsync(batch);
    }

    private static async Task AddAsync(ShardHarness harness, LabelSet labels, params (long Time, NativeHistogram Delta)[] deltas)
    {
        foreach ((long time, NativeHistogram delta) in deltas)
        {
            using var batch = new MetricsBatchWriter();
            var extra = new ArrayBufferWriter<byte>();
            MetricsExtras.WriteHistogram(extra, MetricsExtras.HistogramDeltaKind, time, time - 60_000, delta);
            Begin(batch, labels);
            batch.AddExtra(extra.WrittenSpan);
            Assert.Equal(1, (await harness.AppendAsync(batch)).Histograms);
        }
    }

    private static NativeHistogram Histogram(int schema, int count) => new()
    {
        IsInteger = true, Schema = schema, ZeroThreshold = 1e-128, Count = count, Sum = count * 3, PositiveSpans = [new BucketSpan(2, 1)], PositiveBuckets = [count],
    };

    private static NativeHistogram Custom(params double[] bounds) => new()
    {
        IsInteger = true, Schema = NativeHistogram.CustomBucketsSchema, Count = 1, Sum = 1, PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [1], CustomBounds = [.. bounds],
    };

    private static async Task<SampleBuffer> SamplesAsync(ShardHarness harness, LabelSet labels)
    {
        using ISeriesSelection selection = await harness.Shard.SelectAsync([], long.MinValue, long.MaxValue, TestContext.Current.CancellationToken);
        await selection.PrepareAsync(0, selection.Count, TestContext.Current.CancellationToken);
        var samples = new SampleBuffer();
        selection.Read(Enumerable.Range(0, selection.Count).Single(i => selection.LabelsOf(i) == labels), long.MinValue, long.MaxValue, samples);
        return samples;
    }

    private static async Task<IEnumerable<(long Time, double Value)>> ReadAsync(ShardHarness harness, LabelSet? labels = null)
    {
        SampleBuffer samples = await SamplesAsync(harness, labels ?? s_requests);
        return samples.Timestamps.Take(samples.Count).Zip(samples.Values);
    }

    private static async Task<IEnumerable<long>> StartsAsync(ShardHarness harness)
    {
        SampleBuffer samples = await SamplesAsync(harness, s_requests);
        return samples.StartTimestamps!.Take(samples.Count);
    }

    private static async Task<List<(long Time, NativeHistogram Histogram)>> HistogramsAsync(ShardHarness harness)
    {
        SampleBuffer samples = await SamplesAsync(harness, s_requests);
        return [.. samples.Timestamps.Take(samples.Count).Zip(samples.Histograms!, static (time, histogram) => (time, histogram!))];
    }
}
