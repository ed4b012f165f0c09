using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>A sum or an average of histograms, with what aggregations tell about them. An average turns incremental when the sum overflows, as <see cref="Mean"/> does.</summary>
internal sealed class HistogramTotal(bool average)
{
    private HistogramAccumulator _total = new();
    private bool _incremental;
    private bool _resetSeen;
    private bool _noResetSeen;

    public double Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>True once an exponential histogram met one with custom buckets; there is no total.</summary>
    public bool IsIncompatible { get; private set; }

    public bool HasReconciledBounds { get; private set; }

    /// <summary>True when some histograms say that there was a reset and others that there was none.</summary>
    public bool HasConflictingHints => _resetSeen && _noResetSeen;

    public void Clear()
    {
        _total.Clear();
        (Count, _incremental, _resetSeen, _noResetSeen, IsIncompatible, HasReconciledBounds) = (0, false, false, false, false, false);
    }

    /// <summary>Adds a histogram; false when it is incompatible.</summary>
    public bool Add(NativeHistogram histogram)
    {
        _resetSeen |= histogram.ResetHint == ResetHint.Reset;
        _noResetSeen |= histogram.ResetHint == ResetHint.NoReset;
        Count++;
        if (!average || Count == 1)
        {
            return Note(_total.Add(histogram));
        }

        if (!_incremental)
        {
            // What the sum would be has to be known before it replaces the sum; overflow is rare enough that checking the parts first is cheaper than copying.
            if (!MayOverflow(histogram))
            {
                return Note(_total.Add(histogram));
            }

            _incremental = true;
            _total.Divide(Count - 1);
        }

        _total.Multiply((Count - 1) / Count);
        return Note(_total.Add(histogram.Divide(Count)));
    }

    /// <summary>The sum or average; null when histograms were incompatible.</summary>
    public NativeHistogram ToHistogram()
    {
        if (average && !_incremental && Count > 1)
        {
            _total.Divide(Count);
            NativeHistogram result = _total.ToHistogram();
            _total.Multiply(Count);
            return result;
        }

        return _total.ToHistogram();
    }

    private bool MayOverflow(NativeHistogram histogram)
    {
        NativeHistogram sum = _total.ToHistogram();
        NativeHistogram? next = sum.Add(histogram, out _);
        return next is not null && next.HasOverflow;
    }

    private bool Note(HistogramFlags flags)
    {
        HasReconciledBounds |= (flags & HistogramFlags.BoundsReconciled) != 0;
        IsIncompatible |= (flags & HistogramFlags.Incompatible) != 0;
        return !IsIncompatible;
    }
}
