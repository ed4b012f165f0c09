namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// The buckets of a histogram in order of their values, negative, zero (if it has observations) and positive; empty ones are included where spans have them. What a bucket
/// would share with the zero bucket is cut off. Enumerates without allocating.
/// </summary>
public struct HistogramBuckets
{
    private readonly NativeHistogram _histogram;
    private readonly bool _downward;
    private BucketCursor _positive;
    private BucketCursor _negative;
    private int _side;

    internal HistogramBuckets(NativeHistogram histogram, bool downward)
    {
        (_histogram, _downward) = (histogram, downward);
        _positive = new BucketCursor(histogram.PositiveSpans, histogram.PositiveBuckets.Length, downward);
        _negative = new BucketCursor(histogram.NegativeSpans, histogram.NegativeBuckets.Length, !downward);
    }

    /// <summary>The current bucket.</summary>
    public HistogramBucket Current { get; private set; }

    /// <summary>This walk itself, for <c>foreach</c>.</summary>
    public readonly HistogramBuckets GetEnumerator() => this;

    /// <summary>Goes to the next bucket.</summary>
    public bool MoveNext()
    {
        if (_side == 0)
        {
            if (_downward ? NextPositive() : NextNegative())
            {
                return true;
            }

            _side = 1;
            if (_histogram.ZeroCount > 0)
            {
                Current = new HistogramBucket(-_histogram.ZeroThreshold, _histogram.ZeroThreshold, true, true, _histogram.ZeroCount);
                return true;
            }
        }

        return _downward ? NextNegative() : NextPositive();
    }

    private bool NextPositive()
    {
        if (!_positive.Next())
        {
            return false;
        }

        double count = _histogram.PositiveBuckets[_positive.Position];
        int index = _positive.Index;
        if (_histogram.UsesCustomBuckets)
        {
            ReadOnlySpan<double> bounds = _histogram.CustomBounds.AsSpan();
            Current = new HistogramBucket(BucketBounds.Upper(bounds, index - 1), BucketBounds.Upper(bounds, index), index == 0, true, count);
        }
        else
        {
            double lower = Math.Max(BucketBounds.Upper(_histogram.Schema, index - 1), _histogram.ZeroThreshold);
            Current = new HistogramBucket(lower, BucketBounds.Upper(_histogram.Schema, index), false, true, count);
        }

        return true;
    }

    private bool NextNegative()
    {
        if (!_negative.Next())
        {
            return false;
        }

        double upper = -Math.Max(BucketBounds.Upper(_histogram.Schema, _negative.Index - 1), _histogram.ZeroThreshold);
        Current = new HistogramBucket(-BucketBounds.Upper(_histogram.Schema, _negative.Index), upper, true, false, _histogram.NegativeBuckets[_negative.Position]);
        return true;
    }
}
