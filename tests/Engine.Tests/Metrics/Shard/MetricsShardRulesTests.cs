using System.Buffers;
using System.Text;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Exemplars;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Metadata;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

public sealed class MetricsShardRulesTests
{
    private static readonly LabelSet s_up = LabelSet.Of(("__name__", "up"), ("job", "node"));

    [Fact]
    public async Task Times_beyond_the_clock_and_before_retention_are_refused_with_prometheus_words()
    {
        await using var harness = new ShardHarness(ShardHarness.DefaultOptions with
        {
            Compaction = ShardHarness.DefaultOptions.Compaction with { Retention = TimeSpan.FromDays(1) },
        });
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        AppendResult result = await harness.AppendAsync(
            s_up, (now - 86_400_001, 1), (now - 86_400_000, 2), (now, 3), (now + 600_000, 4), (now + 600_001, 5), (long.MaxValue, 6), (long.MinValue, 7));
        Assert.Equal(3, result.Samples);
        Rejection<RejectReason> future = Assert.Single(result.Rejections, static rejection => rejection.Reason == RejectReason.TooFarInFuture);
        Assert.Equal(2, future.Items);
        Assert.Contains("too far in the future", future.FirstMessage, StringComparison.Ordinal);
        Assert.Contains("""{__name__="up", job="node"}""", future.FirstMessage, StringComparison.Ordinal);
        Rejection<RejectReason> old = Assert.Single(result.Rejections, static rejection => rejection.Reason == RejectReason.TooOld);
        Assert.Equal(2, old.Items);
        Assert.StartsWith("too old sample", old.FirstMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_of_which_no_sample_is_stored_does_not_come_into_being()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        await harness.AppendAsync(s_up, (ShardHarness.Now + 3_600_000, 1));
        Assert.Equal(0, harness.Shard.Statistics(1).HeadSeries);
    }

    [Fact]
    public async Task Another_value_for_a_time_is_refused_in_order_and_late()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        await harness.AppendAsync(s_up, (now, 1), (now - 5000, 2), (now - 9000, 3));
        AppendResult same = await harness.AppendAsync(s_up, (now, 1), (now - 5000, 2), (now - 9000, 3));
        Assert.Equal(3, same.Samples);
        AppendResult other = await harness.AppendAsync(s_up, (now, 9), (now - 5000, 9), (now - 9000, 9));
        Assert.Equal(0, other.Samples);
        Assert.Equal(3, Assert.Single(other.Rejections).Items);
        Assert.StartsWith("duplicate sample for timestamp", other.Rejections[0].FirstMessage, StringComparison.Ordinal);
        Assert.Equal([3, 2, 1], (await harness.ReadAsync([])).Values.Single().Select(static sample => BitConverter.Int64BitsToDouble(sample.Bits)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0A0A0A036A6F6212036E6F64")]
    [InlineData("FFFFFFFF")]
    public async Task Labels_that_are_not_canonical_or_lack_a_name_are_refused(string hex)
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(UInt128.One, Convert.FromHexString(hex));
        batch.AddSample(ShardHarness.Now, 1);
        batch.AddSample(ShardHarness.Now + 1, 1);
        AppendResult result = await harness.AppendAsync(batch);
        Rejection<RejectReason> rejection = Assert.Single(result.Rejections);
        Assert.Equal((RejectReason.InvalidLabels, 2), (rejection.Reason, rejection.Items));
        Assert.Equal(0, harness.Shard.Statistics(1).HeadSeries);
    }

    [Fact]
    public async Task Labels_without_a_metric_name_are_refused()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        AppendResult result = await harness.AppendAsync(LabelSet.Of(("job", "node")), (ShardHarness.Now, 1));
        Assert.Equal(RejectReason.InvalidLabels, Assert.Single(result.Rejections).Reason);
    }

    [Fact]
    public async Task Limits_refuse_new_series_and_never_known_ones()
    {
        await using var harness = new ShardHarness(ShardHarness.DefaultOptions with { MaxSeries = 3, MaxSeriesPerMetric = 2, Labels = new LabelLimits(3, 10, 12) });
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        Assert.Empty((await harness.AppendAsync(Series("a", "1"), (now, 1))).Rejections);
        Assert.Empty((await harness.AppendAsync(Series("a", "2"), (now, 1))).Rejections);
        Assert.Equal(RejectReason.MetricSeriesLimit, Assert.Single((await harness.AppendAsync(Series("a", "3"), (now, 1))).Rejections).Reason);
        Assert.Empty((await harness.AppendAsync(Series("b", "1"), (now, 1))).Rejections);
        Assert.Equal(RejectReason.SeriesLimit, Assert.Single((await harness.AppendAsync(Series("c", "1"), (now, 1))).Rejections).Reason);
        Assert.Empty((await harness.AppendAsync(Series("a", "1"), (now + 1, 1))).Rejections);
        Assert.Equal(RejectReason.LabelLimit, Assert.Single((await harness.AppendAsync(Series("b", new string('x', 13)), (now, 1))).Rejections).Reason);
        Assert.Equal(RejectReason.LabelLimit,
            Assert.Single((await harness.AppendAsync(LabelSet.Of(("__name__", "d"), ("l1", "x"), ("l2", "x"), ("l3", "x")), (now, 1))).Rejections).Reason);

        static LabelSet Series(string name, string value) => LabelSet.Of(("__name__", name), ("l", value));
    }

    [Fact]
    public async Task A_float_stale_marker_ends_a_histogram_series_as_a_stale_histogram()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(s_up.Hash, s_up.Bytes);
        batch.AddExtra(ShardHarness.HistogramExtra(ShardHarness.Now, new NativeHistogram { IsInteger = true, Count = 2, ZeroCount = 2, Sum = 1 }));
        Assert.Equal(1, (await harness.AppendAsync(batch)).Histograms);
        Assert.Equal(1, (await harness.AppendAsync(s_up, (ShardHarness.Now + 1, SampleValue.Stale))).Samples);
        Assert.Equal(1, (await harness.AppendAsync(s_up, (ShardHarness.Now + 1, SampleValue.Stale))).Samples);
        using ISeriesSelection selection = await harness.Shard.SelectAsync([], long.MinValue, long.MaxValue, TestContext.Current.CancellationToken);
        await selection.PrepareAsync(0, 1, TestContext.Current.CancellationToken);
        var samples = new SampleBuffer();
        selection.Read(0, long.MinValue, long.MaxValue, samples);
        Assert.Equal(2, samples.Count);
        Assert.True(samples.Histograms![1]!.IsStale);
    }

    [Fact]
    public async Task Invalid_histograms_are_refused()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(s_up.Hash, s_up.Bytes);
        batch.AddExtra(ShardHarness.HistogramExtra(ShardHarness.Now, new NativeHistogram { IsInteger = true, Count = 3, ZeroCount = 2, Sum = 1 }));
        AppendResult result = await harness.AppendAsync(batch);
        Assert.Equal(RejectReason.InvalidHistogram, Assert.Single(result.Rejections).Reason);
        Assert.Equal(0, result.Histograms);
    }

    [Fact]
    public async Task Exemplars_follow_the_rules_and_survive_a_crash_and_a_cut()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        Assert.Equal(2, (await AppendExemplarsAsync(harness, (now - 100, 1, "a"), (now, 2, "b"))).Exemplars);
        Assert.Equal(2, (await AppendExemplarsAsync(harness, (now - 100, 1, "a"), (now, 2, "b"))).Exemplars);
        AppendResult late = await AppendExemplarsAsync(harness, (now - 50, 3, "c"), (now + 1, 4, new string('x', 130)));
        Assert.Equal((0, 2), (late.Exemplars, Assert.Single(late.Rejections).Items));
        await AssertExemplarsAsync(harness, "a", "b");
        await harness.OpenAsync();
        await AssertExemplarsAsync(harness, "a", "b");
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await AssertExemplarsAsync(harness, "a", "b");
        await harness.OpenAsync();
        await AssertExemplarsAsync(harness, "a", "b");
    }

    [Fact]
    public async Task Metadata_is_the_newest_of_each_family_and_survives_a_crash_and_a_cut()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        await AppendMetadataAsync(harness, "up", MetricType.Counter, "old help");
        await AppendMetadataAsync(harness, "up", MetricType.Gauge, "is it up?");
        await AppendMetadataAsync(harness, "down", MetricType.Counter, "");
        await harness.AppendAsync(s_up, (ShardHarness.Now, 1));
        Assert.Equal(1, harness.Shard.Statistics(1).HeadSeries);
        for (int round = 0; round < 3; round++)
        {
            IReadOnlyList<FamilyMetadata> all = await harness.Shard.MetadataAsync(null, TestContext.Current.CancellationToken);
            Assert.Equal([new FamilyMetadata("down", MetricType.Counter, "", "s"), new FamilyMetadata("up", MetricType.Gauge, "is it up?", "s")], all);
            Assert.Equal("up", Assert.Single(await harness.Shard.MetadataAsync("up", TestContext.Current.CancellationToken)).Family);
            if (round == 1)
            {
                await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
            }

            await harness.OpenAsync();
        }
    }

    [Fact]
    public async Task Deleted_samples_are_gone_at_once_and_for_good_and_new_ones_stay()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        LabelSet other = LabelSet.Of(("__name__", "up"), ("job", "other"));
        await harness.AppendAsync(s_up, (now - 2000, 1), (now - 1000, 2), (now, 3));
        await harness.AppendAsync(other, (now - 1000, 4));
        await harness.Shard.DeleteSeriesAsync([new TombstoneMatcher("job", TombstoneOperator.Equal, "node")], now - 1500, now, TestContext.Current.CancellationToken);
        await harness.AppendAsync(s_up, (now + 1000, 5));
        for (int round = 0; round < 3; round++)
        {
            SortedDictionary<string, List<(long Time, long Bits)>> found = await harness.ReadAsync([]);
            Assert.Equal([now - 2000, now + 1000], found[s_up.ToString()].Select(static sample => sample.Time));
            Assert.Single(found[other.ToString()]);
            await (round == 0 ? harness.OpenAsync() : harness.Shard.MaintainAsync(TestContext.Current.CancellationToken).AsTask());
        }
    }

    [Fact]
    public async Task What_was_deleted_can_be_written_again()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        await harness.AppendAsync(s_up, (now - 1000, 1), (now, 2));
        for (int round = 0; round < 3; round++)
        {
            await harness.Shard.DeleteSeriesAsync([new TombstoneMatcher("job", TombstoneOperator.Equal, "node")], now - 1000, now, TestContext.Current.CancellationToken);
            Assert.Empty(await harness.ReadAsync([]));
            await harness.AppendAsync(s_up, (now, 2));
            Assert.Equal([now], (await harness.ReadAsync([]))[s_up.ToString()].Select(static sample => sample.Time));
        }
    }

    [Fact]
    public async Task The_number_of_a_deletion_that_was_carried_out_does_not_come_again()
    {
        await using var harness = new ShardHarness(ShardHarness.DefaultOptions with { Compaction = ShardHarness.DefaultOptions.Compaction with { Retention = null } });
        await harness.OpenAsync();
        long old = ShardHarness.Now - 100_000_000;
        TombstoneMatcher[] matchers = [new("job", TombstoneOperator.Equal, "node")];
        await harness.AppendAsync(s_up, (old, 1), (old + 1000, 2), (old + 2000, 3));
        foreach (long time in (long[])[old, old + 1000])
        {
            await harness.Shard.DeleteSeriesAsync(matchers, time, time, TestContext.Current.CancellationToken);
            await harness.Shard.MaintainAsync(TestContext.Current.CancellationToken);
            await harness.OpenAsync();
        }

        Assert.Equal([old + 2000], (await harness.ReadAsync([]))[s_up.ToString()].Select(static sample => sample.Time));
    }

    [Fact]
    public async Task Label_queries_see_the_head_and_the_blocks_within_their_range()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        long now = ShardHarness.Now;
        await harness.AppendAsync(LabelSet.Of(("__name__", "a"), ("x", "1")), (now - 500_000, 1));
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        await harness.AppendAsync(LabelSet.Of(("__name__", "b"), ("y", "2")), (now, 1));
        CancellationToken none = TestContext.Current.CancellationToken;
        Assert.Equal(["__name__", "x", "y"], await harness.Shard.LabelNamesAsync([], now - 600_000, now, 0, none));
        Assert.Equal(["__name__", "y"], await harness.Shard.LabelNamesAsync([], now - 1000, now, 0, none));
        Assert.Equal(["a", "b"], await harness.Shard.LabelValuesAsync("__name__", [], now - 600_000, now, 0, none));
        Assert.Equal(["a"], await harness.Shard.LabelValuesAsync("__name__", [], now - 600_000, now, 1, none));
        var matcher = new SeriesMatcher(Encoding.UTF8.GetBytes("y"), new LiteralPattern("2"), false);
        Assert.Equal(["b"], await harness.Shard.LabelValuesAsync("__name__", [matcher], now - 600_000, now, 0, none));
        Assert.Equal(2, (await harness.Shard.SeriesAsync([], now - 600_000, now, 0, none)).Count);
        Assert.Single(await harness.Shard.SeriesAsync([], now - 600_000, now, 1, none));
        Assert.Single(await harness.Shard.SeriesAsync([matcher], now - 600_000, now, 0, none));
    }

    [Fact]
    public async Task Statistics_count_the_head_and_the_blocks()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        await harness.AppendAsync(s_up, (ShardHarness.Now, 1), (ShardHarness.Now + 1, 2));
        await harness.AppendAsync(LabelSet.Of(("__name__", "up"), ("job", "b")), (ShardHarness.Now, 1));
        ShardStatistics before = harness.Shard.Statistics(10);
        Assert.Equal((2, 3, 2, 3), (before.HeadSeries, before.HeadSamples, before.HeadChunks, before.LabelPairs));
        Assert.Equal(new NameCount("up", 2), Assert.Single(before.SeriesByMetric));
        Assert.Equal([new NameCount("job", 2), new NameCount("__name__", 1)], before.ValuesByLabel);
        Assert.Equal(new NameCount("__name__=up", 2), before.SeriesByPair[0]);
        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
        ShardStatistics after = harness.Shard.Statistics(10);
        Assert.Equal((0, 1, 3, 0), (after.HeadSamples, after.Blocks, after.StoredSamples, after.LogBytes));
        Assert.False(harness.Shard.IsCutDue);
    }

    [Fact]
    public async Task A_cut_is_due_when_the_oldest_unflushed_sample_is_old_enough()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        harness.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(harness.Shard.IsCutDue);
        await harness.AppendAsync(s_up, (ShardHarness.Now, 1));
        Assert.False(harness.Shard.IsCutDue);
        harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(harness.Shard.IsCutDue);
        await harness.Shard.MaintainAsync(TestContext.Current.CancellationToken);
        Assert.False(harness.Shard.IsCutDue);
        Assert.Equal(1, harness.Shard.Statistics(1).Blocks);
    }

    [Fact]
    public async Task Metadata_without_samples_does_not_hold_the_log_back()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            await AppendMetadataAsync(harness, "up", MetricType.Gauge, $"help {i}");
        }

        long before = harness.Shard.Statistics(1).LogBytes;
        harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await harness.Shard.MaintainAsync(TestContext.Current.CancellationToken));
        Assert.InRange(harness.Shard.Statistics(1).LogBytes, 1, before / 10);
        Assert.False(harness.Shard.IsCutDue);
        await harness.OpenAsync();
        Assert.InRange(harness.Shard.Statistics(1).LogBytes, 1, before / 10);
        Assert.Equal("help 19", Assert.Single(await harness.Shard.MetadataAsync(null, TestContext.Current.CancellationToken)).Help);
    }

    [Fact]
    public async Task A_cut_that_fails_is_read_from_memory_and_resumed()
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        harness.Store.Fault = BlockFault.Before;
        await harness.AppendAsync(s_up, (ShardHarness.Now, 1));
        await Assert.ThrowsAsync<BlobUnavailableException>(async () => await harness.Shard.CutAsync(TestContext.Current.CancellationToken));
        await harness.AppendAsync(s_up, (ShardHarness.Now + 1, 2));
        Assert.Equal(2, (await harness.ReadAsync([])).Values.Single().Count);
        Assert.True(harness.Shard.IsCutDue);
        harness.Store.Fault = BlockFault.None;
        Assert.True(await harness.Shard.CutAsync(TestContext.Current.CancellationToken));
        Assert.Equal((2, 0), (harness.Shard.Statistics(1).Blocks, harness.Shard.Statistics(1).HeadSamples));
        Assert.Equal(2, (await harness.ReadAsync([])).Values.Single().Count);
    }

    private static async Task<AppendResult> AppendExemplarsAsync(ShardHarness harness, params (long Time, double Value, string Trace)[] exemplars)
    {
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(s_up.Hash, s_up.Bytes);
        batch.AddSample(ShardHarness.Now, 1);
        foreach ((long time, double value, string trace) in exemplars)
        {
            var extra = new ArrayBufferWriter<byte>();
            MetricsExtras.WriteExemplar(extra, time, value, LabelSet.Of(("trace_id", trace)));
            batch.AddExtra(extra.WrittenSpan);
        }

        return await harness.AppendAsync(batch);
    }

    private static async Task AssertExemplarsAsync(ShardHarness harness, params string[] traces)
    {
        var matcher = new SeriesMatcher(Encoding.UTF8.GetBytes("job"), new LiteralPattern("node"), false);
        IReadOnlyList<ExemplarSeries> found = await harness.Shard.ExemplarsAsync([[matcher]], 0, long.MaxValue, TestContext.Current.CancellationToken);
        Assert.Equal(s_up, Assert.Single(found).Labels);
        Assert.Equal(traces, found[0].Exemplars.Select(static exemplar => exemplar.Labels.ValueOf("trace_id")));
        var nobody = new SeriesMatcher(Encoding.UTF8.GetBytes("job"), new LiteralPattern("nobody"), false);
        Assert.Empty(await harness.Shard.ExemplarsAsync([[nobody]], 0, long.MaxValue, TestContext.Current.CancellationToken));
    }

    private static async Task AppendMetadataAsync(ShardHarness harness, string family, MetricType type, string help)
    {
        using var batch = new MetricsBatchWriter();
        LabelSet labels = LabelSet.Of(("__name__", family));
        batch.BeginSeries(labels.Hash, labels.Bytes);
        var extra = new ArrayBufferWriter<byte>();
        MetricsExtras.WriteMetadata(extra, type, Encoding.UTF8.GetBytes(help), "s"u8);
        batch.AddExtra(extra.WrittenSpan);
        Assert.Empty((await harness.AppendAsync(batch)).Rejections);
    }
}
