using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>What counts as the same.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>
    /// Is this the same sample, bit by bit, NaN payloads included? The reset hint says something about the sample's neighbours and is no part of the value: a sender that
    /// repeats itself after a restart may hint otherwise.
    /// </summary>
    public bool SameBits(NativeHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsInteger == other.IsInteger && PositiveSpans.AsSpan().SequenceEqual(other.PositiveSpans.AsSpan())
            && NegativeSpans.AsSpan().SequenceEqual(other.NegativeSpans.AsSpan()) && SameNumbers(other);
    }

    /// <summary>Is this the same histogram for PromQL's <c>==</c>: the same numbers, bit by bit, in the same buckets, however spans and empty buckets describe them?</summary>
    public bool SameValue(NativeHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        NativeHistogram mine = Compact(), theirs = other.Compact();
        return mine.PositiveSpans.AsSpan().SequenceEqual(theirs.PositiveSpans.AsSpan()) && mine.NegativeSpans.AsSpan().SequenceEqual(theirs.NegativeSpans.AsSpan())
            && mine.SameNumbers(theirs);
    }

    private bool SameNumbers(NativeHistogram other) =>
        Schema == other.Schema && Same(ZeroThreshold, other.ZeroThreshold) && Same(ZeroCount, other.ZeroCount) && Same(Count, other.Count) && Same(Sum, other.Sum)
        && Same(PositiveBuckets.AsSpan(), other.PositiveBuckets.AsSpan()) && Same(NegativeBuckets.AsSpan(), other.NegativeBuckets.AsSpan())
        && Same(CustomBounds.AsSpan(), other.CustomBounds.AsSpan());

    private static bool Same(double left, double right) => BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right);

    private static bool Same(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));
}
