using CsCheck;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

public class HistogramArithmeticTests
{
    private static readonly Gen<(NativeHistogram, NativeHistogram)> Pairs = Gen.OneOf(
        Gen.Select(HistogramGen.Integer, HistogramGen.Integer), Gen.Select(HistogramGen.Custom, HistogramGen.Custom));

    [Fact]
    public void Addition_commutes() => Pairs.Sample((left, right) =>
    {
        NativeHistogram? sum = left.Add(right, out HistogramFlags flags), mirrored = right.Add(left, out HistogramFlags mirroredFlags);
        Assert.True(sum!.SameBits(mirrored!), $"{sum} is not {mirrored}");
        Assert.Equal(flags, mirroredFlags);
        Assert.Equal(sum!.ResetHint, mirrored!.ResetHint);
    });

    [Fact]
    public void Counts_are_kept_by_addition_whatever_the_layouts() => Pairs.Sample((left, right) =>
    {
        NativeHistogram sum = left.Add(right, out _)!;
        Assert.Equal(left.Count + right.Count, sum.Count);
        Assert.Equal(sum.Count, sum.ZeroCount + sum.PositiveBuckets.Sum() + sum.NegativeBuckets.Sum());
    });

    [Fact]
    public void Subtraction_undoes_addition_in_the_common_layout() => Pairs.Sample((left, right) =>
    {
        NativeHistogram back = left.Add(right, out _)!.Subtract(right, out _)!;
        NativeHistogram expected = left.Add(right.Multiply(0), out _)!;
        Assert.Equal(left.Count, back.Count);
        Assert.Equal(ResetHint.Gauge, back.ResetHint);
        // An empty histogram lets the zero bucket stop earlier, so only what both have as buckets can be compared.
        if (back.ZeroThreshold == expected.ZeroThreshold)
        {
            Assert.True(back.SameValue(expected), $"{back} is not {expected}");
        }
    });

    [Fact]
    public void Reducing_the_schema_commutes_with_addition() =>
        Gen.Select(HistogramGen.Integer, HistogramGen.Integer, Gen.Int[0, 12]).Sample((left, right, steps) =>
        {
            // Same zero buckets: otherwise the reduced buckets let it widen further.
            right = WithZeroThreshold(right, left.ZeroThreshold);
            int schema = Math.Min(left.Schema, right.Schema) - steps;
            NativeHistogram addedFirst = left.Add(right, out _)!.CopyToSchema(schema), reducedFirst = left.CopyToSchema(schema).Add(right.CopyToSchema(schema), out _)!;
            Assert.True(addedFirst.SameValue(reducedFirst), $"{addedFirst} is not {reducedFirst}");
        });

    [Fact]
    public void Reducing_step_by_step_is_reducing_at_once() => Gen.Select(HistogramGen.Integer, Gen.Int[0, 6], Gen.Int[0, 6]).Sample((histogram, first, second) =>
    {
        NativeHistogram stepwise = histogram.CopyToSchema(histogram.Schema - first).CopyToSchema(histogram.Schema - first - second);
        Assert.True(stepwise.SameValue(histogram.CopyToSchema(histogram.Schema - first - second)));
    });

    [Fact]
    public void Partial_sums_add_up_to_the_whole() => HistogramGen.Float.Array[1, 12].Sample(generated =>
    {
        // One schema for all: coarser buckets let the zero bucket widen further, so the order in which schemas are reduced shows.
        NativeHistogram[] histograms = [.. generated.Select(histogram => histogram.CopyToSchema(generated.Min(other => other.Schema)))];
        HistogramAccumulator whole = new(), halves = new();
        foreach (NativeHistogram histogram in histograms)
        {
            whole.Add(histogram);
        }

        foreach (NativeHistogram[] half in histograms.Chunk((histograms.Length + 1) / 2))
        {
            var part = new HistogramAccumulator();
            foreach (NativeHistogram histogram in half)
            {
                part.Add(histogram);
            }

            halves.AddPartial(part.ToTotal(), part.Exponent);
            halves.AddPartial(part.ToCompensation(), part.Exponent);
        }

        NativeHistogram expected = whole.ToHistogram(), actual = halves.ToHistogram();
        Assert.Equal(expected.PositiveSpans, actual.PositiveSpans);
        Assert.Equal(expected.NegativeSpans, actual.NegativeSpans);
        Assert.Equal(expected.Count, actual.Count, expected.Count * 1e-15);
        Assert.All(expected.PositiveBuckets.Zip(actual.PositiveBuckets), pair => Assert.Equal(pair.First, pair.Second, pair.First * 1e-15));
    });

    [Fact]
    public void Sums_keep_what_large_terms_would_swallow()
    {
        var total = new HistogramAccumulator();
        foreach (double sum in new[] { 1.0, 1e100, 1, -1e100 })
        {
            total.Add(new NativeHistogram { Sum = sum, PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [sum] });
        }

        Assert.Equal(2, total.ToHistogram().Sum);
        Assert.Equal([2], total.ToHistogram().PositiveBuckets);
    }

    [Fact]
    public void Averages_of_huge_counts_are_finite()
    {
        var average = new HistogramAccumulator(forAverage: true);
        var huge = new NativeHistogram { Count = 1.5e308, Sum = 2, PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [1.5e308] };
        for (int i = 0; i < 4; i++)
        {
            average.Add(huge);
        }

        NativeHistogram result = average.ToAverage(4);
        Assert.Equal(1.5e308, result.Count, 1e293);
        Assert.Equal(2, result.Sum);
        Assert.False(result.HasOverflow);
    }

    [Fact]
    public void Exponential_and_custom_buckets_do_not_add() =>
        Gen.Select(HistogramGen.Integer, HistogramGen.Custom).Sample((exponential, custom) =>
        {
            Assert.Null(exponential.Add(custom, out HistogramFlags flags));
            Assert.Equal(HistogramFlags.Incompatible, flags);
            Assert.Null(custom.Subtract(exponential, out flags));
            Assert.Equal(HistogramFlags.Incompatible, flags);
        });

    [Fact]
    public void Different_custom_bounds_are_intersected()
    {
        NativeHistogram sum = Custom([1, 2, 3], 1, 10, 100, 1000).Add(Custom([0, 2, 4], 2, 20, 200, 2000), out HistogramFlags flags)!;
        Assert.Equal(HistogramFlags.BoundsReconciled, flags);
        Assert.Equal([2], sum.CustomBounds);
        Assert.Equal([33, 3300], sum.PositiveBuckets);
    }

    [Theory]
    [InlineData(ResetHint.Reset, ResetHint.Reset, ResetHint.Reset, HistogramFlags.None)]
    [InlineData(ResetHint.Reset, ResetHint.Gauge, ResetHint.Gauge, HistogramFlags.None)]
    [InlineData(ResetHint.Unknown, ResetHint.NoReset, ResetHint.Unknown, HistogramFlags.None)]
    [InlineData(ResetHint.Reset, ResetHint.NoReset, ResetHint.Unknown, HistogramFlags.ResetHintConflict)]
    public void Hints_combine(ResetHint left, ResetHint right, ResetHint expected, HistogramFlags flags)
    {
        NativeHistogram sum = new NativeHistogram { ResetHint = left }.Add(new NativeHistogram { ResetHint = right }, out HistogramFlags actual)!;
        Assert.Equal(expected, sum.ResetHint);
        Assert.Equal(flags, actual);
    }

    [Fact]
    public void The_zero_bucket_widens_to_the_end_of_a_populated_bucket()
    {
        // (0.5, 1] lies across 0.6, so both zero buckets grow to 1.
        var narrow = new NativeHistogram { PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [4, 8], Count = 12 };
        var wide = new NativeHistogram { ZeroThreshold = 0.6, ZeroCount = 1, PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [16, 32], Count = 49 };
        NativeHistogram sum = narrow.Add(wide, out _)!;
        Assert.Equal(1, sum.ZeroThreshold);
        Assert.Equal(21, sum.ZeroCount);
        Assert.Equal([40], sum.PositiveBuckets);
        Assert.Equal([new BucketSpan(1, 1)], sum.PositiveSpans);
    }

    [Fact]
    public void Dividing_by_zero_leaves_no_buckets()
    {
        NativeHistogram result = new NativeHistogram { PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [4], Count = 4, Sum = 0 }.Divide(0);
        Assert.Empty(result.PositiveBuckets);
        Assert.Equal(double.PositiveInfinity, result.Count);
        Assert.True(double.IsNaN(result.Sum));
    }

    [Fact]
    public void Infinite_factors_make_infinite_counts()
    {
        NativeHistogram result = new NativeHistogram { PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [4], Count = 4, Sum = -1 }.Multiply(double.PositiveInfinity);
        Assert.Equal((double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity), (result.Count, result.Sum, result.PositiveBuckets[0]));
    }

    [Fact]
    public void Negative_factors_make_gauges() =>
        Assert.Equal((ResetHint.Gauge, ResetHint.Reset), (
            new NativeHistogram { ResetHint = ResetHint.Reset }.Multiply(-1).ResetHint, new NativeHistogram { ResetHint = ResetHint.Reset }.Divide(2).ResetHint));

    [Fact]
    public void It_prints_as_expected()
    {
        var histogram = new NativeHistogram
        {
            Count = 1234567,
            Sum = 0.25,
            ZeroThreshold = 0.001,
            ZeroCount = 3,
            PositiveSpans = [new BucketSpan(0, 3)],
            PositiveBuckets = [1, 0, 2.5],
            NegativeSpans = [new BucketSpan(1, 1)],
            NegativeBuckets = [7],
        };
        Assert.Equal("{count:1.234567e+06, sum:0.25, [-2,-1):7, [-0.001,0.001]:3, (0.5,1]:1, (2,4]:2.5}", histogram.ToString());
    }

    private static NativeHistogram Custom(double[] bounds, params double[] counts) => new()
    {
        Schema = NativeHistogram.CustomBucketsSchema,
        CustomBounds = [.. bounds],
        PositiveSpans = [new BucketSpan(0, (uint)counts.Length)],
        PositiveBuckets = [.. counts],
        Count = counts.Sum(),
    };

    private static NativeHistogram WithZeroThreshold(NativeHistogram histogram, double threshold) => new()
    {
        Schema = histogram.Schema,
        ZeroThreshold = threshold,
        ZeroCount = histogram.ZeroCount,
        Count = histogram.Count,
        Sum = histogram.Sum,
        PositiveSpans = histogram.PositiveSpans,
        PositiveBuckets = histogram.PositiveBuckets,
        NegativeSpans = histogram.NegativeSpans,
        NegativeBuckets = histogram.NegativeBuckets,
    };

    [Fact]
    public void A_zero_bucket_whose_threshold_is_no_number_can_be_added_to()
    {
        NativeHistogram odd = new() { ZeroThreshold = double.NaN, ZeroCount = 1, Count = 1 }, plain = new() { ZeroThreshold = 1e-128, ZeroCount = 2, Count = 2 };

        Assert.Equal(3, odd.Add(plain, out _)!.Count);
        Assert.Equal(3, plain.Add(odd, out _)!.Count);
        Assert.Equal(2, odd.Add(odd, out _)!.Count);
    }
}
