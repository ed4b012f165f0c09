using CsCheck;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

public class HistogramAnalysisTests
{
    [Fact]
    public void Quantiles_rise_with_the_share_and_stay_inside_the_buckets() =>
        // Without any bound the only bucket reaches from nowhere to nowhere, and a quantile is not a number.
        Gen.Select(HistogramGen.Any.Where(histogram => histogram.Count > 0 && (!histogram.UsesCustomBuckets || !histogram.CustomBounds.IsEmpty)), Gen.Double[0, 1].Array[2, 10]).Sample((histogram, shares) =>
        {
            // Values, not differences: walks from both ends round differently.
            double[] values = [.. shares.Order().Select(share => histogram.Quantile(share, out _))];
            double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
            foreach (HistogramBucket bucket in histogram.Buckets)
            {
                (lowest, highest) = (Math.Min(lowest, bucket.Lower), Math.Max(highest, bucket.Upper));
            }

            for (int i = 0; i < values.Length; i++)
            {
                double slack = Math.Max(Math.Abs(values[i]), 1e-300) * 1e-9;
                Assert.True(i == 0 || values[i - 1] <= values[i] + slack, string.Join(" > ", values));
                Assert.InRange(values[i], Math.Min(lowest, 0) - slack, Math.Max(highest, 0) + slack);
            }
        });

    [Fact]
    public void The_fraction_up_to_a_quantile_is_its_share() =>
        Gen.Select(HistogramGen.Integer.Where(histogram => histogram.Count > 0), Gen.Double[0.01, 0.99]).Sample((histogram, share) =>
        {
            double value = histogram.Quantile(share, out _);
            double fraction = histogram.Fraction(double.NegativeInfinity, value, out _);
            // Observations in a zero bucket without width all lie at one value.
            double atZero = histogram.ZeroThreshold == 0 ? histogram.ZeroCount / histogram.Count : 0;
            Assert.InRange(fraction, share - atZero - 1e-6, share + atZero + 1e-6);
        });

    [Fact]
    public void Everything_lies_between_the_infinities() => HistogramGen.Any.Where(histogram => histogram.Count > 0).Sample(histogram =>
        Assert.Equal(1, histogram.Fraction(double.NegativeInfinity, double.PositiveInfinity, out _), 1e-9));

    [Fact]
    public void NaN_observations_are_reported()
    {
        var histogram = new NativeHistogram { Count = 10, Sum = double.NaN, PositiveSpans = [new BucketSpan(0, 1)], PositiveBuckets = [5] };
        histogram.Quantile(0.25, out HistogramFlags flags);
        Assert.Equal(HistogramFlags.NaNObservations, flags);
        Assert.True(double.IsNaN(histogram.Quantile(0.9, out flags)));
        Assert.Equal(HistogramFlags.ResultIsNaNObservation, flags);
        Assert.Equal(0.5, histogram.Fraction(0, 2, out flags));
        Assert.Equal(HistogramFlags.NaNObservations, flags);
    }

    [Fact]
    public void Trims_of_both_sides_make_the_whole() => Gen.Select(HistogramGen.Integer, Gen.Double[-5, 5]).Sample((histogram, limit) =>
    {
        double below = histogram.TrimUpper(limit).Count, above = histogram.TrimLower(limit).Count;
        Assert.Equal(histogram.Count, below + above, histogram.Count * 1e-9);
    });

    [Fact]
    public void A_trim_beyond_everything_changes_nothing()
    {
        var histogram = new NativeHistogram { Count = 3, Sum = 4, PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [1, 2], ResetHint = ResetHint.NoReset };
        Assert.Same(histogram, histogram.TrimUpper(4));
        Assert.Same(histogram, histogram.TrimLower(-4));
    }

    [Fact]
    public void Walking_down_meets_the_same_buckets() => HistogramGen.Any.Sample(histogram =>
    {
        List<HistogramBucket> up = [], down = [];
        foreach (HistogramBucket bucket in histogram.Buckets)
        {
            up.Add(bucket);
        }

        foreach (HistogramBucket bucket in histogram.BucketsDownward)
        {
            down.Add(bucket);
        }

        down.Reverse();
        Assert.Equal(up, down);
        Assert.All(up.Zip(up.Skip(1)), pair => Assert.True(pair.First.Lower <= pair.Second.Lower));
    });

    [Fact]
    public void The_last_finite_bucket_ends_at_the_largest_double()
    {
        Assert.Equal(double.MaxValue, BucketBounds.Upper(0, 1024));
        Assert.Equal(double.PositiveInfinity, BucketBounds.Upper(0, 1025));
        Assert.Equal(double.MaxValue, BucketBounds.Upper(-4, 64));
        Assert.Equal(double.PositiveInfinity, BucketBounds.Upper(-4, 65));
        Assert.Equal(double.MaxValue, BucketBounds.Upper(8, 1024 * 256));
        Assert.Equal(1 / Math.Sqrt(2), BucketBounds.Upper(1, -1), 1e-15);
    }

    [Theory]
    [InlineData(1, 1, 1.414213562373095)]
    [InlineData(1, -1, 0.7071067811865475)]
    [InlineData(2, -5, 0.4204482076268572)]
    [InlineData(2, -6, 0.35355339059327373)]
    [InlineData(3, 11, 2.5936791093020193)]
    public void Bounds_agree_with_Prometheus_to_the_last_digit(int schema, int index, double bound) => Assert.Equal(bound, BucketBounds.Upper(schema, index));

    [Fact]
    public void Deviation_of_a_single_bucket_is_its_distance_from_the_mean()
    {
        var histogram = new NativeHistogram { Count = 4, Sum = 4 * 1.5, PositiveSpans = [new BucketSpan(1, 1)], PositiveBuckets = [4] };
        Assert.Equal(1.5 - Math.Sqrt(2), histogram.StandardDeviation, 1e-12);
    }
}
