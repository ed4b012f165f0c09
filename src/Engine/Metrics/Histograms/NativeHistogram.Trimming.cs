using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// Trimming: <c>h &lt;/ v</c> keeps the observations below a value, <c>h &gt;/ v</c> those above. Whole buckets stay or go; the one that is cut is split as quantiles
/// split it. If anything went, count and sum are estimated anew from the middles of what stayed.
/// </summary>
public sealed partial class NativeHistogram
{
    /// <summary>Keeps the observations below <paramref name="limit"/>, as <c>h &lt;/ limit</c> does.</summary>
    public NativeHistogram TrimUpper(double limit) => Trim(new Cut(limit, KeepsBelow: true, UsesCustomBuckets));

    /// <summary>Keeps the observations above <paramref name="limit"/>, as <c>h &gt;/ limit</c> does.</summary>
    public NativeHistogram TrimLower(double limit) => Trim(new Cut(limit, KeepsBelow: false, UsesCustomBuckets));

    private NativeHistogram Trim(Cut cut)
    {
        double count = 0, sum = 0;
        double[] positive = [.. PositiveBuckets], negative = [.. NegativeBuckets];
        bool hasPositive = false, hasNegative = false, changed = false;
        for (var cursor = new BucketCursor(PositiveSpans, positive.Length, downward: false); cursor.Next();)
        {
            (double lower, double upper) = UsesCustomBuckets
                ? (BucketBounds.Upper(CustomBounds.AsSpan(), cursor.Index - 1), BucketBounds.Upper(CustomBounds.AsSpan(), cursor.Index))
                : (BucketBounds.Upper(Schema, cursor.Index - 1), BucketBounds.Upper(Schema, cursor.Index));
            hasPositive |= Keep(ref positive[cursor.Position], lower, upper);
        }

        for (var cursor = new BucketCursor(NegativeSpans, negative.Length, downward: false); cursor.Next();)
        {
            hasNegative |= Keep(ref negative[cursor.Position], -BucketBounds.Upper(Schema, cursor.Index), -BucketBounds.Upper(Schema, cursor.Index - 1));
        }

        double zeroCount = ZeroCount;
        if (zeroCount > 0)
        {
            (zeroCount, double middle) = cut.SplitZeroBucket(
                hasPositive && !hasNegative ? 0 : -ZeroThreshold, hasNegative && !hasPositive ? 0 : ZeroThreshold, ZeroCount);
            changed |= zeroCount != ZeroCount;
            count += zeroCount;
            sum += middle * zeroCount;
        }

        return !changed ? this : new NativeHistogram
        {
            ResetHint = ResetHint,
            Schema = Schema,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = zeroCount,
            Count = count,
            Sum = sum,
            PositiveSpans = PositiveSpans,
            PositiveBuckets = ImmutableCollectionsMarshal.AsImmutableArray(positive),
            NegativeSpans = NegativeSpans,
            NegativeBuckets = ImmutableCollectionsMarshal.AsImmutableArray(negative),
            CustomBounds = CustomBounds,
        }.Compact();

        bool Keep(ref double bucket, double lower, double upper)
        {
            if (bucket == 0)
            {
                return false;
            }

            (double kept, double middle) = cut.Split(new HistogramBucket(lower, upper, false, false, bucket));
            changed |= kept != bucket;
            bucket = kept;
            count += kept;
            sum += middle * kept;
            return true;
        }
    }

    /// <summary>Where a trim cuts. Splits give the count that is kept and the value that stands for it.</summary>
    private readonly record struct Cut(double Limit, bool KeepsBelow, bool Linear)
    {
        public (double Count, double Middle) Split(HistogramBucket bucket)
        {
            (double lower, double upper) = (bucket.Lower, bucket.Upper);
            if (KeepsBelow ? upper <= Limit : lower >= Limit)
            {
                return (bucket.Count, Middle(lower, upper));
            }

            if (!(KeepsBelow ? lower < Limit : upper > Limit))
            {
                return (0, 0);
            }

            if (double.IsInfinity(lower) || double.IsInfinity(upper))
            {
                return SplitUnbounded(bucket);
            }

            double below = bucket.Count * bucket.FractionBelow(Limit, Linear);
            return KeepsBelow ? (below, Middle(lower, Limit)) : (bucket.Count - below, Middle(Limit, upper));
        }

        public (double Count, double Middle) SplitZeroBucket(double lower, double upper, double count)
        {
            if (Limit <= lower || Limit >= upper)
            {
                return Limit <= lower == KeepsBelow ? (0, 0) : (count, (lower + upper) / 2);
            }

            return KeepsBelow
                ? (count * ((Limit - lower) / (upper - lower)), (lower + Limit) / 2)
                : (count * ((upper - Limit) / (upper - lower)), (Limit + upper) / 2);
        }

        // Nothing is known about where observations lie in a bucket without end, so a cut takes it all or leaves it all. The exception is a first custom bucket that
        // reaches above zero: it is taken to begin at zero.
        private (double Count, double Middle) SplitUnbounded(HistogramBucket bucket)
        {
            if (double.IsPositiveInfinity(bucket.Upper) && !double.IsNegativeInfinity(bucket.Lower))
            {
                return KeepsBelow ? (0, 0) : (bucket.Count, Limit);
            }

            bool beginsAtZero = bucket.Upper > 0 && !double.IsPositiveInfinity(bucket.Upper);
            if (KeepsBelow)
            {
                return beginsAtZero && Limit > 0 ? (bucket.Count * Limit / bucket.Upper, Limit / 2)
                    : bucket.Upper <= 0 ? (bucket.Count, Limit)
                    : (0, 0);
            }

            return beginsAtZero && Limit >= 0 ? (bucket.Count * (1 - Limit / bucket.Upper), (Limit + bucket.Upper) / 2) : (0, 0);
        }

        private double Middle(double lower, double upper)
        {
            if (double.IsInfinity(lower))
            {
                return double.IsInfinity(upper) ? 0 : upper > 0 ? upper / 2 : upper;
            }

            return double.IsInfinity(upper) ? lower
                : Linear ? (lower + upper) / 2
                : Math.CopySign(Math.Sqrt(Math.Abs(lower * upper)), upper > 0 ? 1 : -1);
        }
    }
}
