namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Arithmetic. Results are float histograms, compacted, in a layout that all operands can be brought to.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>Adds two histograms; null when one has exponential and the other custom buckets.</summary>
    public NativeHistogram? Add(NativeHistogram other, out HistogramFlags flags)
    {
        var total = new HistogramAccumulator();
        total.Add(this);
        flags = total.Add(other);
        return (flags & HistogramFlags.Incompatible) == 0 ? total.ToHistogram() : null;
    }

    /// <summary>
    /// The total of this histogram and one of later observations, a counter still and of whole numbers if both are; null when their buckets can't be brought together without losing
    /// some, because they have custom bounds that differ, or only one has such.
    /// </summary>
    public NativeHistogram? Plus(NativeHistogram delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        WorkingHistogram total = new(), operand = new();
        total.Load(this);
        operand.Load(delta);
        return total.Add(operand, 1) == HistogramFlags.None ? total.ToHistogram(ResetHint.Unknown, IsInteger && delta.IsInteger) : null;
    }

    /// <summary>Subtracts a histogram, which leaves a gauge; null when one has exponential and the other custom buckets.</summary>
    public NativeHistogram? Subtract(NativeHistogram other, out HistogramFlags flags)
    {
        var total = new HistogramAccumulator();
        total.Add(this);
        flags = total.Subtract(other);
        total.ResetHint = ResetHint.Gauge;
        return (flags & HistogramFlags.Incompatible) == 0 ? total.ToHistogram() : null;
    }

    /// <summary>Multiplies all counts and the sum; a negative factor leaves a gauge.</summary>
    public NativeHistogram Multiply(double factor) => Scaled(factor, divide: false);

    /// <summary>Divides all counts and the sum; a negative divisor leaves a gauge, zero leaves no buckets.</summary>
    public NativeHistogram Divide(double divisor)
    {
        return divisor != 0 ? Scaled(divisor, divide: true) : new NativeHistogram
        {
            ResetHint = ResetHint,
            Schema = Schema,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = ZeroCount / divisor,
            Count = Count / divisor,
            Sum = Sum / divisor,
            CustomBounds = CustomBounds,
        };
    }

    /// <summary>The same observations in the buckets of a schema that is lower or equal; integer counts stay integers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schema is higher, or the histogram has custom buckets.</exception>
    public NativeHistogram CopyToSchema(int schema)
    {
        if (schema == Schema)
        {
            return this;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(schema, Schema);
        ArgumentOutOfRangeException.ThrowIfEqual(schema, CustomBucketsSchema);
        var working = new WorkingHistogram();
        working.Load(this);
        working.ReduceTo(schema);
        return working.ToHistogram(ResetHint, IsInteger);
    }

    /// <summary>The same histogram without empty buckets, in the fewest spans; integer counts stay integers.</summary>
    public NativeHistogram Compact()
    {
        var working = new WorkingHistogram();
        working.Load(this);
        return working.ToHistogram(ResetHint, IsInteger);
    }

    /// <summary>The same histogram with another reset hint.</summary>
    public NativeHistogram WithResetHint(ResetHint hint) => hint == ResetHint ? this : new NativeHistogram
    {
        IsInteger = IsInteger,
        ResetHint = hint,
        Schema = Schema,
        ZeroThreshold = ZeroThreshold,
        ZeroCount = ZeroCount,
        Count = Count,
        Sum = Sum,
        PositiveSpans = PositiveSpans,
        PositiveBuckets = PositiveBuckets,
        NegativeSpans = NegativeSpans,
        NegativeBuckets = NegativeBuckets,
        CustomBounds = CustomBounds,
    };

    /// <summary>An empty histogram of the same layout, hint included: what a counter was right after its reset.</summary>
    public NativeHistogram ToEmpty() => new()
    {
        ResetHint = ResetHint,
        Schema = Schema,
        ZeroThreshold = ZeroThreshold,
        CustomBounds = CustomBounds,
    };

    /// <summary>True when a sum has grown past what a double can hold: a count, a bucket or the sum is infinite.</summary>
    public bool HasOverflow =>
        double.IsInfinity(ZeroCount) || double.IsInfinity(Count) || double.IsInfinity(Sum) || PositiveBuckets.Any(double.IsInfinity) || NegativeBuckets.Any(double.IsInfinity);

    private NativeHistogram Scaled(double factor, bool divide)
    {
        var working = new WorkingHistogram();
        working.Load(this);
        working.Scale(factor, divide);
        return working.ToHistogram(factor < 0 ? ResetHint.Gauge : ResetHint, isInteger: false);
    }
}
