using System.Numerics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>
/// One series over the steps of a grid. A step has a point when its presence bit is set (a NaN is a value like any other); the point is a histogram where
/// <see cref="Histograms"/>, which is empty as long as the series has none, is not null.
/// </summary>
internal readonly ref struct Column(Span<double> values, Span<ulong> presence, Span<NativeHistogram?> histograms)
{
    public Span<double> Values { get; } = values;

    public Span<ulong> Presence { get; } = presence;

    public Span<NativeHistogram?> Histograms { get; } = histograms;

    public int Steps => Values.Length;

    public bool Has(int step) => (Presence[step >> 6] & (1UL << step)) != 0;

    public NativeHistogram? HistogramAt(int step) => Histograms.IsEmpty ? null : Histograms[step];

    public void SetFloat(int step, double value)
    {
        Values[step] = value;
        Presence[step >> 6] |= 1UL << step;
        if (!Histograms.IsEmpty)
        {
            Histograms[step] = null;
        }
    }

    public void Remove(int step)
    {
        Presence[step >> 6] &= ~(1UL << step);
        if (!Histograms.IsEmpty)
        {
            Histograms[step] = null;
        }
    }

    /// <summary>Removes all points but those of the steps in a bitmap (or, inverted, of the steps not in it).</summary>
    public void Keep(ReadOnlySpan<ulong> steps, bool inverted)
    {
        for (int word = 0; word < Presence.Length; word++)
        {
            Presence[word] &= inverted ? ~steps[word] : steps[word];
        }

        for (int step = 0; step < Histograms.Length; step++)
        {
            if (!Has(step))
            {
                Histograms[step] = null;
            }
        }
    }

    /// <summary>The present steps, ascending.</summary>
    public PresentSteps PresentSteps() => new(Presence);

    /// <summary>True when no step has a point.</summary>
    public bool IsEmpty => Presence.IndexOfAnyExcept(0UL) < 0;

    public int CountPresent()
    {
        int count = 0;
        foreach (ulong word in Presence)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
