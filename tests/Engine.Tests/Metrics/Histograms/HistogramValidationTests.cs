using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

public class HistogramValidationTests
{
    [Fact]
    public void Generated_histograms_are_valid() =>
        CsCheck.Check.Sample(HistogramGen.Any, histogram => Assert.True(histogram.Validate(out string? message), message));

    [Fact]
    public void Too_few_buckets_for_the_spans() => Refused(
        new NativeHistogram { PositiveSpans = [new BucketSpan(0, 3)], PositiveBuckets = [1, 1], Count = 2 },
        "positive side: spans need 3 buckets, have 2 buckets: histogram spans specify different number of buckets than provided");

    [Fact]
    public void A_span_that_goes_back() => Refused(
        new NativeHistogram { NegativeSpans = [new BucketSpan(-2, 1), new BucketSpan(-1, 1)], NegativeBuckets = [1, 1], Count = 2 },
        "negative side: span number 2 with offset -1: histogram has a span whose offset is negative");

    [Fact]
    public void A_negative_bucket() => Refused(
        new NativeHistogram { PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1, -1], Count = 2 },
        "positive side: bucket number 2 has observation count of -1: histogram has a bucket whose observation count is negative");

    [Fact]
    public void A_count_that_does_not_add_up() => Refused(
        new NativeHistogram { IsInteger = true, PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1, 1], Count = 3 },
        "2 observations found in buckets, but the Count field is 3: histogram's observation count should equal the number of observations found in the buckets (in absence of NaN)");

    [Fact]
    public void A_count_below_the_buckets_despite_NaN() => Refused(
        new NativeHistogram { IsInteger = true, PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1, 1], Count = 1, Sum = double.NaN },
        "2 observations found in buckets, but the Count field is 1: histogram's observation count should be at least the number of observations found in the buckets");

    [Fact]
    public void NaN_observations_may_exceed_the_buckets() => Assert.True(
        new NativeHistogram { IsInteger = true, PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1, 1], Count = 3, Sum = double.NaN }.Validate(out _));

    [Theory]
    [InlineData(-5)]
    [InlineData(9)]
    [InlineData(-53_000)]
    public void An_unknown_schema(int schema) => Refused(
        new NativeHistogram { Schema = schema },
        $"histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom buckets, got schema {schema}");

    [Fact]
    public void Custom_bounds_out_of_order() => Refused(Custom([1, 1], 1),
        "custom buckets: previous bound is 1.000000 and current is 1.000000: histogram custom bounds must be in strictly increasing order");

    [Fact]
    public void Custom_bounds_without_end() => Refused(Custom([1, double.PositiveInfinity], 1),
        "custom buckets: last +Inf bound must not be explicitly defined: histogram custom bounds must be finite");

    [Fact]
    public void Custom_bounds_that_are_no_numbers() => Refused(Custom([double.NaN], 1), "custom buckets: histogram custom bounds must not be NaN");

    [Fact]
    public void Too_few_custom_bounds() => Refused(Custom([1], 1, 1, 1),
        "custom buckets: only 1 custom bounds defined which is insufficient to cover total span length of 3: histogram custom bounds are too few");

    [Fact]
    public void Schemas_finer_than_stored_ones_are_reduced()
    {
        var fine = new NativeHistogram { IsInteger = true, Schema = 10, PositiveSpans = [new BucketSpan(1, 8)], PositiveBuckets = [1, 2, 3, 4, 5, 6, 7, 8], Count = 36 };
        Assert.False(fine.Validate(out _));
        NativeHistogram reduced = fine.ReduceToSupportedSchema();
        Assert.True(reduced.Validate(out string? message), message);
        Assert.Equal(8, reduced.Schema);
        Assert.True(reduced.IsInteger);
        Assert.Equal([10, 26], reduced.PositiveBuckets);
        Assert.Equal([new BucketSpan(1, 2)], reduced.PositiveSpans);
    }

    private static NativeHistogram Custom(double[] bounds, params double[] counts) => new()
    {
        Schema = NativeHistogram.CustomBucketsSchema,
        CustomBounds = [.. bounds],
        PositiveSpans = [new BucketSpan(0, (uint)counts.Length)],
        PositiveBuckets = [.. counts],
        Count = counts.Sum(),
    };

    private static void Refused(NativeHistogram histogram, string expected)
    {
        Assert.False(histogram.Validate(out string? message));
        Assert.Equal(expected, message);
    }
}
