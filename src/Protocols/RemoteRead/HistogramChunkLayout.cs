using System.Collections.Immutable;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>What all histograms of a Prometheus chunk have in common and what stands at its head: kind, schema, threshold, where buckets lie, and what is known about resets.</summary>
internal static class HistogramChunkLayout
{
    // Bounds with at most three decimals are stored as thousandths up to what three bytes hold.
    private const double MostThousandths = 33_554_430;

    /// <summary>Whether a histogram may follow another in one chunk, whose samples after the first are read as "no reset".</summary>
    public static bool Continues(NativeHistogram first, NativeHistogram next) =>
        first.IsStale == next.IsStale
        && (first.IsStale || (
            first.IsInteger == next.IsInteger
            && (next.ResetHint == ResetHint.NoReset || (next.ResetHint == ResetHint.Gauge && first.ResetHint == ResetHint.Gauge))
            && (first.ResetHint == ResetHint.Gauge) == (next.ResetHint == ResetHint.Gauge)
            && first.Schema == next.Schema
            && first.ZeroThreshold.Equals(next.ZeroThreshold)
            && first.PositiveSpans.AsSpan().SequenceEqual(next.PositiveSpans.AsSpan())
            && first.NegativeSpans.AsSpan().SequenceEqual(next.NegativeSpans.AsSpan())
            && first.CustomBounds.AsSpan().SequenceEqual(next.CustomBounds.AsSpan())));

    /// <summary>Writes the head of a chunk.</summary>
    public static void Write(ChunkBits bits, NativeHistogram histogram)
    {
        bits.Write(
            histogram.ResetHint switch
            {
                ResetHint.Reset => 0b1000_0000,
                ResetHint.NoReset => 0b0100_0000,
                ResetHint.Gauge => 0b1100_0000,
                _ => 0,
            },
            8);
        WriteThreshold(bits, histogram.ZeroThreshold);
        bits.WriteVarbit((long)histogram.Schema);
        WriteSpans(bits, histogram.PositiveSpans);
        WriteSpans(bits, histogram.NegativeSpans);
        if (histogram.UsesCustomBuckets)
        {
            bits.WriteVarbit((ulong)histogram.CustomBounds.Length);
            foreach (double bound in histogram.CustomBounds)
            {
                WriteBound(bits, bound);
            }
        }
    }

    // Zero, or a power of two from 2^-243 to 2^10, takes one byte.
    private static void WriteThreshold(ChunkBits bits, double threshold)
    {
        const int shortest = -243, longest = 10, bias = 244;
        if (threshold == 0)
        {
            bits.Write(0, 8);
            return;
        }

        int exponent = Math.ILogB(threshold);
        if (threshold > 0 && exponent is >= shortest and <= longest && Math.ScaleB(1, exponent) == threshold)
        {
            bits.Write((ulong)(exponent + bias), 8);
            return;
        }

        bits.Write(0xFF, 8);
        bits.Write(threshold);
    }

    private static void WriteSpans(ChunkBits bits, ImmutableArray<BucketSpan> spans)
    {
        bits.WriteVarbit((ulong)spans.Length);
        foreach (BucketSpan span in spans)
        {
            bits.WriteVarbit((ulong)span.Length);
            bits.WriteVarbit((long)span.Offset);
        }
    }

    private static void WriteBound(ChunkBits bits, double bound)
    {
        double thousandths = Math.Round(bound * 1000, MidpointRounding.AwayFromZero);
        if (bound * 1000 is >= 0 and <= MostThousandths && thousandths / 1000 == bound)
        {
            bits.WriteVarbit((ulong)thousandths + 1);
            return;
        }

        bits.Write(0, 1);
        bits.Write(bound);
    }
}
