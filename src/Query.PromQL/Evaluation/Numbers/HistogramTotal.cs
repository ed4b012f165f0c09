using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>A sum or an average of histograms, with what aggregations tell about them. Two partial totals merge.</summary>
internal sealed class HistogramTotal(bool average)
{
    private readonly HistogramAccumulator _total = new(average);

    /// <summary>What was noticed; incompatible histograms have no total.</summary>
    [Flags]
    internal enum Findings : byte
    {
        None = 0,
        Reset = 1 << 0,
        NoReset = 1 << 1,
        Incompatible = 1 << 2,
        BoundsReconciled = 1 << 3,
    }

    public double Count { get; private set; }

    public Findings Found { get; private set; }

    public bool IsIncompatible => (Found & Findings.Incompatible) != 0;

    public bool HasReconciledBounds => (Found & Findings.BoundsReconciled) != 0;

    /// <summary>True when some histograms say that there was a reset and others that there was none.</summary>
    public bool HasConflictingHints => (Found & (Findings.Reset | Findings.NoReset)) == (Findings.Reset | Findings.NoReset);

    public int Exponent => _total.Exponent;

    public void Clear()
    {
        _total.Clear();
        (Count, Found) = (0, Findings.None);
    }

    /// <summary>Adds a histogram; false when it is incompatible with those before.</summary>
    public bool Add(NativeHistogram histogram)
    {
        Count++;
        Found |= histogram.ResetHint switch { ResetHint.Reset => Findings.Reset, ResetHint.NoReset => Findings.NoReset, _ => Findings.None };
        return Note(_total.Add(histogram));
    }

    /// <summary>Adds what another one came to; false when it is incompatible.</summary>
    public bool Merge(double count, Findings found, NativeHistogram total, NativeHistogram compensation, int exponent)
    {
        Count += count;
        Found |= found;
        return Note(_total.AddPartial(total, exponent)) && Note(_total.AddPartial(compensation, exponent));
    }

    public NativeHistogram ToTotal() => _total.ToTotal();

    public NativeHistogram ToCompensation() => _total.ToCompensation();

    /// <summary>The sum or average.</summary>
    public NativeHistogram ToHistogram() => average ? _total.ToAverage(Count) : _total.ToHistogram();

    private bool Note(HistogramFlags flags)
    {
        if ((flags & HistogramFlags.BoundsReconciled) != 0)
        {
            Found |= Findings.BoundsReconciled;
        }

        if ((flags & HistogramFlags.Incompatible) != 0)
        {
            Found |= Findings.Incompatible;
        }

        return !IsIncompatible;
    }
}
