using Orleans.Obs.Query.PromQL.Evaluation.Annotations;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>
/// The buckets of a classic histogram at one step: cumulative counts by upper bound. Buckets of the same bound (written "1" and "1.0") are added. Differences in the last digits are
/// ignored; counts that really fall are lifted to the highest one before. Reused from step to step.
/// </summary>
internal sealed class ClassicBuckets
{
    private const double SmallDifference = 1e-12;
    private double[] _bounds = new double[16];
    private double[] _counts = new double[16];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Adds a bucket; bounds come in ascending order.</summary>
    public void Add(double upperBound, double count)
    {
        if (Count > 0 && _bounds[Count - 1] == upperBound)
        {
            _counts[Count - 1] += count;
            return;
        }

        if (Count == _bounds.Length)
        {
            Array.Resize(ref _bounds, 2 * Count);
            Array.Resize(ref _counts, 2 * Count);
        }

        (_bounds[Count], _counts[Count]) = (upperBound, count);
        Count++;
    }

    /// <summary>The value below which a share of the observations lies, linear inside of a bucket; with what had to be repaired, if anything.</summary>
    public double Quantile(double quantile, long time, out MonotonicityRepair? repair)
    {
        repair = null;
        if (!(quantile >= 0 && quantile <= 1))
        {
            return double.IsNaN(quantile) ? double.NaN : quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!double.IsPositiveInfinity(_bounds[Count - 1]))
        {
            return double.NaN;
        }

        repair = MakeMonotonic(time);
        double observations = _counts[Count - 1];
        if (Count < 2 || observations == 0)
        {
            return double.NaN;
        }

        double rank = quantile * observations;
        int bucket = 0;
        while (bucket < Count - 1 && !(_counts[bucket] >= rank))
        {
            bucket++;
        }

        if (bucket == Count - 1)
        {
            return _bounds[Count - 2];
        }

        if (bucket == 0)
        {
            return _bounds[0] <= 0 ? _bounds[0] : _bounds[0] * (rank / _counts[0]);
        }

        double start = _bounds[bucket - 1], before = _counts[bucket - 1];
        return start + ((_bounds[bucket] - start) * ((rank - before) / (_counts[bucket] - before)));
    }

    /// <summary>The share of the observations between two values, linear inside of a bucket. The first bucket begins at zero, if its bound is positive.</summary>
    public double Fraction(double lower, double upper)
    {
        double observations = _counts[Count - 1];
        if (!double.IsPositiveInfinity(_bounds[Count - 1]) || observations == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        return lower >= upper ? 0 : (Rank(upper) - Rank(lower)) / observations;
    }

    private double Rank(double value)
    {
        double start = _bounds[0] <= 0 ? double.NegativeInfinity : 0, before = 0;
        for (int bucket = 0; bucket < Count; bucket++)
        {
            if (start >= value)
            {
                return Math.Min(before, _counts[Count - 1]);
            }

            if (_bounds[bucket] > value)
            {
                // An infinitely wide bucket has no inside: it counts whole at the low end, not at all at the high end.
                double rank = double.IsNegativeInfinity(start)
                    ? _counts[bucket]
                    : before + ((_counts[bucket] - before) * (value - start) / (_bounds[bucket] - start));
                return Math.Min(rank, _counts[Count - 1]);
            }

            (start, before) = (_bounds[bucket], _counts[bucket]);
        }

        return _counts[Count - 1];
    }

    private MonotonicityRepair? MakeMonotonic(long time)
    {
        double highest = _counts[0], minBucket = double.PositiveInfinity, maxBucket = double.NegativeInfinity, maxDifference = 0;
        bool repaired = false;
        for (int bucket = 1; bucket < Count; bucket++)
        {
            double count = _counts[bucket];
            if (count == highest)
            {
                continue;
            }

            if (PromQLMath.AlmostEqual(highest, count, SmallDifference))
            {
                _counts[bucket] = highest;
            }
            else if (count < highest)
            {
                repaired = true;
                _counts[bucket] = highest;
                minBucket = Math.Min(minBucket, _bounds[bucket]);
                maxBucket = Math.Max(maxBucket, _bounds[bucket]);
                maxDifference = Math.Max(maxDifference, highest - count);
            }
            else
            {
                highest = count;
            }
        }

        return repaired ? new MonotonicityRepair(minBucket, maxBucket, maxDifference, time, time) : null;
    }
}
