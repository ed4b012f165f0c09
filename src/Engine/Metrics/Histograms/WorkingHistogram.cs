using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// A histogram in the middle of a calculation. Two histograms can be added once they agree on a layout: the wider zero bucket, then the coarser schema, or the custom
/// bounds that both have. A zero bucket only widens to where no populated bucket is split, so widening one side may call for widening the other again.
/// </summary>
internal sealed class WorkingHistogram
{
    private const double Large = 1e300;

    private readonly BucketList _positive = new();
    private readonly BucketList _negative = new();
    private double[] _bounds = [];
    private ImmutableArray<double> _sharedBounds = [];
    private double _zeroThreshold;
    private CompensatedSum _zeroCount;
    private CompensatedSum _count;
    private CompensatedSum _sum;

    public int Schema { get; private set; }

    public bool UsesCustomBuckets => Schema == NativeHistogram.CustomBucketsSchema;

    public double ZeroThreshold => _zeroThreshold;

    public double ZeroCount => _zeroCount.Value;

    public BucketList Positive => _positive;

    public BucketList Negative => _negative;

    public ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>True when adding a few more such histograms could make a number infinite that need not be.</summary>
    public bool IsNearOverflow =>
        IsLarge(_zeroCount.Value) || IsLarge(_count.Value) || IsLarge(_sum.Value) || _positive.Counts.ContainsAnyExceptInRange(-Large, Large)
        || _negative.Counts.ContainsAnyExceptInRange(-Large, Large);

    public void Load(NativeHistogram histogram)
    {
        Schema = histogram.Schema;
        _zeroThreshold = histogram.ZeroThreshold;
        _zeroCount = new CompensatedSum(histogram.ZeroCount);
        _count = new CompensatedSum(histogram.Count);
        _sum = new CompensatedSum(histogram.Sum);
        _positive.Load(histogram.PositiveSpans, histogram.PositiveBuckets);
        _negative.Load(histogram.NegativeSpans, histogram.NegativeBuckets);
        _sharedBounds = histogram.CustomBounds;
        _bounds = ImmutableCollectionsMarshal.AsArray(_sharedBounds) ?? [];
    }

    /// <summary>Adds (or, with sign -1, subtracts) another histogram, whose layout it may coarsen.</summary>
    public HistogramFlags Add(WorkingHistogram other, double sign)
    {
        if (UsesCustomBuckets != other.UsesCustomBuckets)
        {
            return HistogramFlags.Incompatible;
        }

        HistogramFlags flags = UsesCustomBuckets ? ReconcileBounds(other) : ReconcileExponential(other);
        _zeroCount.Add(sign * other._zeroCount.Value);
        _count.Add(sign * other._count.Value);
        _sum.Add(sign * other._sum.Value);
        _positive.Add(other._positive, sign);
        _negative.Add(other._negative, sign);
        return flags;
    }

    public void Scale(double factor, bool divide)
    {
        _zeroCount.Scale(factor, divide);
        _count.Scale(factor, divide);
        _sum.Scale(factor, divide);
        _positive.Scale(factor, divide);
        _negative.Scale(factor, divide);
    }

    public void ReduceTo(int schema)
    {
        if (schema < Schema)
        {
            var reduction = new SchemaReduction(Schema - schema);
            _positive.Remap(reduction);
            _negative.Remap(reduction);
            Schema = schema;
        }
    }

    /// <summary>Widens the zero bucket to at least <paramref name="threshold"/>, to the end of the populated bucket that lies across it if there is one.</summary>
    public void WidenZeroBucket(double threshold)
    {
        if (threshold == _zeroThreshold)
        {
            return;
        }

        double reached = threshold;
        do
        {
            threshold = reached;
            reached = Math.Max(PopulatedEnd(_positive, threshold), PopulatedEnd(_negative, threshold));
        }
        while (reached > threshold);

        Absorb(_positive, threshold);
        Absorb(_negative, threshold);
        _zeroThreshold = threshold;
    }

    /// <summary>Forgets buckets that lie in the zero bucket, without counting them.</summary>
    public void DropBucketsInsideZeroBucket()
    {
        _positive.RemoveFirst(BucketsBelow(_positive, _zeroThreshold, whole: true));
        _negative.RemoveFirst(BucketsBelow(_negative, _zeroThreshold, whole: true));
    }

    public void RemapBounds(double[] kept)
    {
        _positive.Remap(new BoundsReduction(_bounds, kept));
        _bounds = kept;
        _sharedBounds = [.. kept];
    }

    public NativeHistogram ToHistogram(ResetHint hint, bool isInteger, SumPart part = SumPart.Value)
    {
        (ImmutableArray<BucketSpan> positiveSpans, ImmutableArray<double> positiveBuckets) = _positive.ToSpans(part);
        (ImmutableArray<BucketSpan> negativeSpans, ImmutableArray<double> negativeBuckets) = _negative.ToSpans(part);
        return new NativeHistogram
        {
            IsInteger = isInteger,
            ResetHint = hint,
            Schema = Schema,
            ZeroThreshold = _zeroThreshold,
            ZeroCount = _zeroCount.Take(part),
            Count = _count.Take(part),
            Sum = _sum.Take(part),
            PositiveSpans = positiveSpans,
            PositiveBuckets = positiveBuckets,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negativeBuckets,
            CustomBounds = _sharedBounds,
        };
    }

    private static bool IsLarge(double value) => Math.Abs(value) > Large;

    private HistogramFlags ReconcileBounds(WorkingHistogram other)
    {
        if (Bounds.SequenceEqual(other.Bounds))
        {
            return HistogramFlags.None;
        }

        double[] kept = [.. _bounds.Intersect(other._bounds)];
        RemapBounds(kept);
        other.RemapBounds(kept);
        return HistogramFlags.BoundsReconciled;
    }

    private HistogramFlags ReconcileExponential(WorkingHistogram other)
    {
        // Equals, because a threshold that is no number never is the same as another by the operator.
        while (!_zeroThreshold.Equals(other._zeroThreshold))
        {
            if (_zeroThreshold < other._zeroThreshold)
            {
                WidenZeroBucket(other._zeroThreshold);
            }
            else
            {
                other.WidenZeroBucket(_zeroThreshold);
            }
        }

        int schema = Math.Min(Schema, other.Schema);
        ReduceTo(schema);
        other.ReduceTo(schema);
        return HistogramFlags.None;
    }

    // The end of the populated bucket that lies across the threshold; the threshold itself when there is none.
    private double PopulatedEnd(BucketList buckets, double threshold)
    {
        int below = BucketsBelow(buckets, threshold, whole: false);
        if (below == 0 || buckets.Counts[below - 1] == 0)
        {
            return threshold;
        }

        return Math.Max(threshold, BucketBounds.Upper(Schema, buckets.Indexes[below - 1]));
    }

    private int BucketsBelow(BucketList buckets, double threshold, bool whole)
    {
        int below = 0;
        while (below < buckets.Length && (whole ? BucketBounds.Upper(Schema, buckets.Indexes[below]) <= threshold : BucketBounds.Upper(Schema, buckets.Indexes[below] - 1) < threshold))
        {
            below++;
        }

        return below;
    }

    private void Absorb(BucketList buckets, double threshold)
    {
        int below = BucketsBelow(buckets, threshold, whole: false);
        for (int i = 0; i < below; i++)
        {
            _zeroCount.Add(buckets.ValueAt(i));
        }

        buckets.RemoveFirst(below);
    }
}
