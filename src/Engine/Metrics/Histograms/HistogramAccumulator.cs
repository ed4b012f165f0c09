namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// Adds up histograms of any layouts with compensated sums, reusing its memory. What one operation notices is returned; an incompatible histogram leaves the total
/// as it was. An accumulator for averages scales its total down by a power of two, which is exact, rather than let it overflow. Not thread-safe.
/// </summary>
public sealed class HistogramAccumulator(bool forAverage = false)
{
    private const int ScaleStep = 64;

    private readonly WorkingHistogram _total = new();
    private readonly WorkingHistogram _operand = new();

    /// <summary>True until a histogram has been added.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>The total's reset hint: the operands' when they agree, gauge if one is a gauge, otherwise unknown.</summary>
    public ResetHint ResetHint { get; set; }

    /// <summary>The total is kept divided by two to this power; 0 unless it is for an average and came near to an overflow.</summary>
    public int Exponent { get; private set; }

    /// <summary>Forgets the total, keeping the memory.</summary>
    public void Clear() => (IsEmpty, ResetHint, Exponent) = (true, ResetHint.Unknown, 0);

    /// <summary>Adds a histogram; the first one becomes the total.</summary>
    public HistogramFlags Add(NativeHistogram histogram) => Combine(histogram, 1, exponent: 0);

    /// <summary>Adds what another accumulator came to, in two calls: one for its <see cref="ToTotal"/>, one for its <see cref="ToCompensation"/>.</summary>
    /// <param name="partial">The other's total or its compensation.</param>
    /// <param name="exponent">The other's <see cref="Exponent"/>.</param>
    public HistogramFlags AddPartial(NativeHistogram partial, int exponent) => Combine(partial, 1, exponent);

    /// <summary>Subtracts a histogram from the total.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public HistogramFlags Subtract(NativeHistogram histogram) => IsEmpty ? throw Nothing() : Combine(histogram, -1, exponent: 0);

    /// <summary>The total, compacted, divided by two to the power of <see cref="Exponent"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToHistogram() => ToHistogram(SumPart.Value);

    /// <summary>The total divided by how many were added, compacted.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToAverage(double count)
    {
        NativeHistogram average = ToHistogram().Divide(count);
        return Exponent == 0 ? average : average.Multiply(Math.ScaleB(1, Exponent));
    }

    /// <summary>The total without what rounding took from it, to be added up elsewhere by <see cref="AddPartial"/> together with <see cref="ToCompensation"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToTotal() => ToHistogram(SumPart.Sum);

    /// <summary>What <see cref="ToTotal"/> leaves out: the part of every sum that the double for it could not hold.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToCompensation() => ToHistogram(SumPart.Compensation);

    private NativeHistogram ToHistogram(SumPart part) => IsEmpty ? throw Nothing() : _total.ToHistogram(ResetHint, isInteger: false, part);

    private HistogramFlags Combine(NativeHistogram histogram, double sign, int exponent)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (IsEmpty)
        {
            _total.Load(histogram);
            (IsEmpty, ResetHint, Exponent) = (false, histogram.ResetHint, exponent);
            return HistogramFlags.None;
        }

        _operand.Load(histogram);
        if (forAverage)
        {
            AvoidOverflow(exponent);
        }

        HistogramFlags flags = _total.Add(_operand, sign);
        if ((flags & HistogramFlags.Incompatible) == 0)
        {
            (ResetHint, HistogramFlags conflict) = Combined(ResetHint, histogram.ResetHint);
            flags |= conflict;
        }

        return flags;
    }

    private void AvoidOverflow(int operandExponent)
    {
        int exponent = Math.Max(Exponent, operandExponent);
        if (exponent == 0 && (_total.IsNearOverflow || _operand.IsNearOverflow))
        {
            exponent = ScaleStep;
        }

        if (exponent != Exponent)
        {
            _total.Scale(Math.ScaleB(1, Exponent - exponent), divide: false);
            Exponent = exponent;
        }

        if (exponent != operandExponent)
        {
            _operand.Scale(Math.ScaleB(1, operandExponent - exponent), divide: false);
        }
    }

    private static (ResetHint Hint, HistogramFlags Conflict) Combined(ResetHint left, ResetHint right) =>
        left == right ? (left, HistogramFlags.None)
        : left == ResetHint.Gauge || right == ResetHint.Gauge ? (ResetHint.Gauge, HistogramFlags.None)
        : left == ResetHint.Unknown || right == ResetHint.Unknown ? (ResetHint.Unknown, HistogramFlags.None)
        : (ResetHint.Unknown, HistogramFlags.ResetHintConflict);

    private static InvalidOperationException Nothing() => new("Nothing has been added.");
}
