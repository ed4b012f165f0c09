namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// Adds up histograms of any layouts with compensated sums, reusing its memory. What one operation notices is returned; an incompatible histogram leaves the total
/// as it was. Not thread-safe.
/// </summary>
public sealed class HistogramAccumulator
{
    private readonly WorkingHistogram _total = new();
    private readonly WorkingHistogram _operand = new();

    /// <summary>True until a histogram has been added.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>The total's reset hint: the operands' when they agree, gauge if one is a gauge, otherwise unknown.</summary>
    public ResetHint ResetHint { get; set; }

    /// <summary>Forgets the total, keeping the memory.</summary>
    public void Clear() => (IsEmpty, ResetHint) = (true, ResetHint.Unknown);

    /// <summary>Adds a histogram; the first one becomes the total.</summary>
    public HistogramFlags Add(NativeHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (IsEmpty)
        {
            _total.Load(histogram);
            (IsEmpty, ResetHint) = (false, histogram.ResetHint);
            return HistogramFlags.None;
        }

        return Combine(histogram, 1);
    }

    /// <summary>Subtracts a histogram from the total.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public HistogramFlags Subtract(NativeHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return IsEmpty ? throw new InvalidOperationException("There is nothing to subtract from.") : Combine(histogram, -1);
    }

    /// <summary>Multiplies the total by a factor.</summary>
    public void Multiply(double factor) => _total.Scale(factor, divide: false);

    /// <summary>Divides the total.</summary>
    public void Divide(double divisor) => _total.Scale(divisor, divide: true);

    /// <summary>The total, compacted.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToHistogram() => IsEmpty ? throw Nothing() : _total.ToHistogram(ResetHint);

    /// <summary>What rounding took from <see cref="ToHistogram"/>'s numbers while adding; a partial result travels as both and is added as both.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been added.</exception>
    public NativeHistogram ToCompensation() => IsEmpty ? throw Nothing() : _total.CompensationToHistogram(ResetHint);

    private HistogramFlags Combine(NativeHistogram histogram, double sign)
    {
        _operand.Load(histogram);
        HistogramFlags flags = _total.Add(_operand, sign);
        if ((flags & HistogramFlags.Incompatible) == 0)
        {
            (ResetHint, HistogramFlags conflict) = Combined(ResetHint, histogram.ResetHint);
            flags |= conflict;
        }

        return flags;
    }

    private static (ResetHint Hint, HistogramFlags Conflict) Combined(ResetHint left, ResetHint right) =>
        left == right ? (left, HistogramFlags.None)
        : left == ResetHint.Gauge || right == ResetHint.Gauge ? (ResetHint.Gauge, HistogramFlags.None)
        : left == ResetHint.Unknown || right == ResetHint.Unknown ? (ResetHint.Unknown, HistogramFlags.None)
        : (ResetHint.Unknown, HistogramFlags.ResetHintConflict);

    private static InvalidOperationException Nothing() => new("Nothing has been added.");
}
