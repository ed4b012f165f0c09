using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.PromQL;

public class NotationTests
{
    [Theory]
    [InlineData("1 -2 .5 3e2 Inf -Inf", new[] { 1, -2, .5, 300, double.PositiveInfinity, double.NegativeInfinity })]
    [InlineData("1x2 7", new double[] { 1, 1, 1, 7 })]
    [InlineData("1+2x3", new double[] { 1, 3, 5, 7 })]
    [InlineData("1-2x2", new double[] { 1, -1, -3 })]
    [InlineData("-1+-2x1", null)]
    [InlineData("1e-1+1e-1x1", new[] { 0.1, 0.2 })]
    public void Sequences_expand(string text, double[]? expected)
    {
        if (expected is null)
        {
            Assert.Throws<ScriptException>(() => SeriesNotation.ParseSequence(text, 1));
            return;
        }

        Assert.Equal(expected, SeriesNotation.ParseSequence(text, 1).Select(value => value.Value));
    }

    [Fact]
    public void Gaps_and_stale_markers_expand()
    {
        IReadOnlyList<SequenceValue> values = SeriesNotation.ParseSequence("_ 1 _x2 stale NaN", 1);
        Assert.Equal([true, false, true, true, false, false], values.Select(value => value.Omitted));
        Assert.True(SampleValue.IsStale(values[4].Value));
        Assert.True(double.IsNaN(values[5].Value) && !SampleValue.IsStale(values[5].Value));
    }

    [Fact]
    public void Metrics_are_read_in_every_form()
    {
        Assert.Equal(LabelSet.Of(("__name__", "up"), ("a", "x y"), ("b", "}")), SeriesNotation.ParseMetric("up{a=\"x y\", b='}',} 1 2", 1).Labels);
        Assert.Equal(LabelSet.Of(("__name__", "a.b"), ("c d", "e")), SeriesNotation.ParseMetric("""{"a.b", "c d"="e"}  1""", 1).Labels);
        Assert.Equal((LabelSet.Empty, "{{}}"), SeriesNotation.ParseMetric("{} {{}}", 1));
        Assert.Equal("1 2", SeriesNotation.ParseMetric("up\t1 2", 1).Sequence);
    }

    [Fact]
    public void Histograms_are_read_with_all_their_fields()
    {
        const string Text = "{{schema:1 sum:-2.5 count:22 z_bucket:3 z_bucket_w:0.01 offset:-2 buckets:[5 10 4] n_offset:1 n_buckets:[ 1 ] counter_reset_hint:gauge}}";
        SequenceValue value = Assert.Single(SeriesNotation.ParseSequence(Text, 1));
        NativeHistogram histogram = value.Histogram!;
        Assert.True(value.HintSpelled);
        Assert.Equal((1, -2.5, 22, 3, 0.01, ResetHint.Gauge),
            (histogram.Schema, histogram.Sum, histogram.Count, histogram.ZeroCount, histogram.ZeroThreshold, histogram.ResetHint));
        Assert.Equal([new BucketSpan(-2, 3)], histogram.PositiveSpans);
        Assert.Equal([5, 10, 4], histogram.PositiveBuckets);
        Assert.Equal([new BucketSpan(1, 1)], histogram.NegativeSpans);
        Assert.Equal([1], histogram.NegativeBuckets);
    }

    [Fact]
    public void Histograms_grow_and_repeat()
    {
        IReadOnlyList<SequenceValue> values = SeriesNotation.ParseSequence("{{count:1}}x1 {{count:5 sum:1}}-{{count:2}}x2 7", 1);
        Assert.Equal([1, 1, 5, 3, 1], values.Take(5).Select(value => value.Histogram!.Count));
        Assert.Equal(7, values[5].Value);
    }

    [Fact]
    public void Start_timestamps_expand() =>
        Assert.Equal([null, null, null, -30_000, -90_000, -59_999, 0], StartTimestampNotation.Parse("_ _x2 -30s-1mx1 -59999ms -0ms", 1));

    [Fact]
    public void Classic_histograms_become_native_ones()
    {
        var load = Assert.IsType<LoadCommand>(Assert.Single(ScriptParser.Parse("""
            load_with_nhcb 1m
              h_bucket{le="1"}    1 2
              h_bucket{le="+Inf"} 3 5
              h_sum               4 9
            """)));
        LoadedSeries native = Assert.Single(load.Series, series => series.Labels == LabelSet.Of(("__name__", "h")));
        Assert.Equal([1], native.Samples[0].Histogram!.CustomBounds);
        Assert.Equal([2, 3], native.Samples[1].Histogram!.PositiveBuckets);
        Assert.Equal((5, 9), (native.Samples[1].Histogram!.Count, native.Samples[1].Histogram!.Sum));
    }

    [Fact]
    public void An_eval_reads_its_expectations()
    {
        var eval = Assert.IsType<EvalCommand>(Assert.Single(ScriptParser.Parse("""
            eval range from 1m to 3m step 30s sum(x)
              expect warn msg: PromQL warning: so (1:2)
              expect no_info
              {a="b"} 1 _ 3
            """)));
        Assert.Equal((60_000, 180_000, 30_000), (eval.Start, eval.End, eval.Step));
        Assert.Null(eval.Warnings.Fault("warn", ["PromQL warning: so (1:2)"]));
        Assert.NotNull(eval.Warnings.Fault("warn", []));
        Assert.NotNull(eval.Warnings.Fault("warn", ["PromQL warning: so (1:2)", "other"]));
        Assert.NotNull(eval.Infos.Fault("info", ["any"]));
        Assert.Equal(3, Assert.Single(eval.Series).Points.Count);
    }
}
