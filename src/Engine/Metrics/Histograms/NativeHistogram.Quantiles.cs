namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// Quantiles and fractions. Inside a bucket observations are taken to lie evenly: on a logarithmic scale in exponential buckets, on a linear one in custom buckets and in the
/// zero bucket. A custom bucket without a finite end has no inside.
/// </summary>
public sealed partial class NativeHistogram
{
    /// <summary>The value below which a share <paramref name="quantile"/> of the observations lies; NaN for an empty histogram, infinite outside [0, 1].</summary>
    public double Quantile(double quantile, out HistogramFlags flags)
    {
        flags = HistogramFlags.None;
        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (Count == 0 || double.IsNaN(quantile))
        {
            return double.NaN;
        }

        // From the nearer end, which loses less precision. NaN observations are counted but lie in no bucket, so with them only the walk upward finds the rank.
        bool upward = double.IsNaN(Sum) || quantile < 0.5;
        double rank = (upward ? quantile : 1 - quantile) * Count;
        HistogramBuckets walk = upward ? Buckets : BucketsDownward;
        double reached = 0;
        var bucket = default(HistogramBucket);
        while (walk.MoveNext())
        {
            bucket = walk.Current;
            reached += bucket.Count;
            if (bucket.Count != 0 && reached >= rank)
            {
                break;
            }
        }

        if (UsesCustomBuckets)
        {
            if (double.IsNegativeInfinity(bucket.Lower))
            {
                if (bucket.Upper <= 0)
                {
                    return bucket.Upper;
                }

                bucket = bucket with { Lower = 0 };
            }
            else if (double.IsPositiveInfinity(bucket.Upper))
            {
                return bucket.Lower;
            }
        }
        else if (bucket.Lower < 0 && bucket.Upper > 0)
        {
            bucket = ClippedAtZero(bucket);
        }

        reached = Math.Min(reached, Count);
        if (reached < rank)
        {
            flags = double.IsNaN(Sum) ? HistogramFlags.ResultIsNaNObservation : HistogramFlags.None;
            return double.IsNaN(Sum) ? double.NaN : bucket.Upper;
        }

        double inside = upward ? rank - (reached - bucket.Count) : reached - rank;
        if (double.IsNaN(Sum))
        {
            while (walk.MoveNext())
            {
                reached += walk.Current.Count;
            }

            flags = reached < Count ? HistogramFlags.NaNObservations : HistogramFlags.None;
        }

        return ValueAt(bucket, inside / bucket.Count);
    }

    /// <summary>The share of all observations that lies between two values; NaN for an empty histogram. NaN observations are outside of every interval.</summary>
    public double Fraction(double lower, double upper, out HistogramFlags flags)
    {
        flags = HistogramFlags.None;
        if (Count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        if (lower >= upper)
        {
            return 0;
        }

        double count = Count;
        if (double.IsNaN(Sum))
        {
            count = 0;
            foreach (HistogramBucket bucket in Buckets)
            {
                count += bucket.Count;
            }

            flags = count < Count ? HistogramFlags.NaNObservations : HistogramFlags.None;
        }

        return (Math.Min(RankOf(upper) ?? count, count) - Math.Min(RankOf(lower) ?? count, count)) / Count;
    }

    // How many observations lie below a value; null when it is not below the end of the last bucket.
    private double? RankOf(double value)
    {
        double below = 0;
        foreach (HistogramBucket found in Buckets)
        {
            HistogramBucket bucket = found;
            bool linear = UsesCustomBuckets;
            if (bucket.Lower <= 0 && bucket.Upper >= 0)
            {
                linear = true;
                bucket = ClippedAtZero(bucket);
            }

            if (bucket.Lower >= value)
            {
                return below;
            }

            if (bucket.Upper > value)
            {
                return double.IsNegativeInfinity(bucket.Lower) ? bucket.Count : below + bucket.Count * bucket.FractionBelow(value, linear);
            }

            below += bucket.Count;
        }

        return null;
    }

    private double ValueAt(HistogramBucket bucket, double fraction)
    {
        if (UsesCustomBuckets || (bucket.Lower <= 0 && bucket.Upper >= 0))
        {
            return bucket.Lower + (bucket.Upper - bucket.Lower) * fraction;
        }

        double logLower = Math.Log2(Math.Abs(bucket.Lower)), logUpper = Math.Log2(Math.Abs(bucket.Upper));
        return bucket.Lower > 0 ? Math.Pow(2, logLower + (logUpper - logLower) * fraction) : -Math.Pow(2, logUpper + (logLower - logUpper) * (1 - fraction));
    }
}
