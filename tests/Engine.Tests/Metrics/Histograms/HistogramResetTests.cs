using CsCheck;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

public class HistogramResetTests
{
    [Fact]
    public void A_counter_that_only_grows_was_not_reset() =>
        Gen.Select(HistogramGen.Integer, HistogramGen.Integer).Sample((before, more) =>
        {
            NativeHistogram after = before.Add(more, out _)!.WithResetHint(ResetHint.Unknown);
            Assert.False(after.IsResetAfter(before), $"{after} after {before}");
        });

    [Fact]
    public void The_hint_decides_when_it_says_so()
    {
        Assert.True(With(10).WithResetHint(ResetHint.Reset).IsResetAfter(With(5)));
        Assert.False(With(1).WithResetHint(ResetHint.NoReset).IsResetAfter(With(5)));
        Assert.True(With(1).WithResetHint(ResetHint.Gauge).IsResetAfter(With(5)));
    }

    [Fact]
    public void A_bucket_that_falls_or_vanishes_is_a_reset()
    {
        Assert.True(With(4, 7).IsResetAfter(With(5, 1)));
        Assert.True(With(9).IsResetAfter(With(5, 1)));
        Assert.False(With(9).IsResetAfter(With(5, 0)));
    }

    [Fact]
    public void A_finer_layout_is_a_reset()
    {
        NativeHistogram coarse = With(5), fine = new() { Schema = 1, Count = 9, PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [9] };
        Assert.True(fine.IsResetAfter(coarse));
        NativeHistogram narrow = WithZero(0.001, 9), wide = WithZero(0.5, 5);
        Assert.True(narrow.IsResetAfter(wide));
        Assert.False(WithZero(0.5, 9).IsResetAfter(WithZero(0.001, 5)));
    }

    [Fact]
    public void A_zero_bucket_that_ends_inside_a_populated_bucket_is_a_reset()
    {
        var after = new NativeHistogram { ZeroThreshold = 0.7, ZeroCount = 100, Count = 200, PositiveSpans = [new BucketSpan(1, 1)], PositiveBuckets = [100] };
        Assert.True(after.IsResetAfter(With(5)));
    }

    [Fact]
    public void Custom_and_exponential_buckets_mean_a_reset()
    {
        NativeHistogram custom = new() { Schema = NativeHistogram.CustomBucketsSchema, Count = 10 };
        Assert.True(custom.IsResetAfter(With(5)));
        Assert.True(With(50).IsResetAfter(custom));
    }

    [Fact]
    public void Other_custom_bounds_are_compared_where_they_agree()
    {
        Assert.False(Custom([1, 2], 3, 4, 5).IsResetAfter(Custom([2], 7, 5)));
        Assert.True(Custom([1, 2], 3, 3, 9).IsResetAfter(Custom([2], 7, 5)));
    }

    [Fact]
    public void The_stored_hint_says_what_the_numbers_say()
    {
        Assert.Equal(ResetHint.Unknown, With(5).WithHintAfter(null).ResetHint);
        Assert.Equal(ResetHint.NoReset, With(6).WithHintAfter(With(5)).ResetHint);
        Assert.Equal(ResetHint.Unknown, With(4).WithResetHint(ResetHint.NoReset).WithHintAfter(With(5)).ResetHint);
        Assert.Equal(ResetHint.Gauge, With(6).WithResetHint(ResetHint.Gauge).WithHintAfter(With(5)).ResetHint);
        Assert.Equal(ResetHint.Unknown, With(6).WithHintAfter(With(5).WithResetHint(ResetHint.Gauge)).ResetHint);
        Assert.Equal(ResetHint.Reset, With(6).WithResetHint(ResetHint.Reset).WithHintAfter(With(5)).ResetHint);
    }

    private static NativeHistogram With(params double[] buckets) =>
        new() { Count = buckets.Sum(), PositiveSpans = [new BucketSpan(0, (uint)buckets.Length)], PositiveBuckets = [.. buckets] };

    private static NativeHistogram WithZero(double threshold, double count) => new() { ZeroThreshold = threshold, ZeroCount = count, Count = count };

    private static NativeHistogram Custom(double[] bounds, params double[] counts) => new()
    {
        Schema = NativeHistogram.CustomBucketsSchema,
        CustomBounds = [.. bounds],
        PositiveSpans = [new BucketSpan(0, (uint)counts.Length)],
        PositiveBuckets = [.. counts],
        Count = counts.Sum(),
    };
}
