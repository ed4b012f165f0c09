using CsCheck;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

public class HistogramEncodingTests
{
    [Fact]
    public void Valid_histograms_survive_bit_by_bit() => HistogramGen.Any.Sample(SurvivesRoundTrip);

    [Fact]
    public void Histograms_that_break_every_rule_survive_too() => HistogramGen.Wild.Sample(SurvivesRoundTrip);

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused_but_never_crash() => Gen.Byte.Array[0, 80].Sample(ReadsOrRefuses);

    [Fact]
    public void Damaged_histograms_are_read_or_refused_but_never_crash() =>
        Gen.Select(HistogramGen.Wild, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 3]).Sample((histogram, at, replacement, cut) =>
        {
            byte[] bytes = Encode(histogram);
            bytes[at % bytes.Length] = replacement;
            ReadsOrRefuses(bytes[..^Math.Min(cut, bytes.Length)]);
        });

    [Fact]
    public void The_stale_marker_stays_stale()
    {
        var stale = new NativeHistogram { Sum = SampleValue.Stale };
        Assert.True(NativeHistogram.Read(Encode(stale)).IsStale);
    }

    [Fact]
    public void Whole_counts_take_about_a_byte_each()
    {
        var histogram = new NativeHistogram
        {
            IsInteger = true,
            Schema = 3,
            ZeroThreshold = Math.ScaleB(1, -128),
            Count = 150,
            Sum = 12.5,
            PositiveSpans = [new BucketSpan(-3, 50)],
            PositiveBuckets = [.. Enumerable.Repeat(3.0, 50)],
        };
        Assert.True(histogram.BinarySize < 75, $"{histogram.BinarySize} bytes");
    }

    [Fact]
    public void A_destination_that_is_too_small_is_refused()
    {
        var histogram = new NativeHistogram { Count = 1 };
        Assert.Throws<ArgumentException>(() => histogram.WriteTo(new byte[histogram.BinarySize - 1]));
    }

    [Fact]
    public void Trailing_bytes_are_refused() =>
        Assert.Throws<InvalidDataException>(() => NativeHistogram.Read([.. Encode(new NativeHistogram { Count = 1 }), 0]));

    [Fact]
    public void Equal_bits_mean_equal_numbers_and_layout_whatever_the_hint()
    {
        HistogramGen.Any.Sample(histogram =>
        {
            ResetHint other = histogram.ResetHint == ResetHint.Gauge ? ResetHint.Reset : ResetHint.Gauge;
            Assert.True(histogram.SameBits(histogram.WithResetHint(other)));
            Assert.False(histogram.SameBits(new NativeHistogram { Sum = histogram.Sum + 1 }));
        });
    }

    private static void SurvivesRoundTrip(NativeHistogram histogram)
    {
        NativeHistogram back = NativeHistogram.Read(Encode(histogram));
        Assert.True(histogram.SameBits(back));
        Assert.Equal(histogram.ResetHint, back.ResetHint);
    }

    private static void ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            NativeHistogram histogram = NativeHistogram.Read(bytes);
            histogram.Validate(out _);
        }
        catch (InvalidDataException)
        {
            // The one documented way to refuse.
        }
    }

    private static byte[] Encode(NativeHistogram histogram)
    {
        byte[] bytes = new byte[histogram.BinarySize];
        Assert.Equal(bytes.Length, histogram.WriteTo(bytes));
        return bytes;
    }
}
