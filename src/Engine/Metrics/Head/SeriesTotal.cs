using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>What the deltas of a series have come to, a float or a histogram; a delta has the same form.</summary>
/// <param name="Value">The float; NaN when there is a histogram.</param>
/// <param name="Histogram">The histogram; null for floats.</param>
/// <param name="Start">Since when; 0: unknown.</param>
internal readonly record struct SeriesTotal(double Value, NativeHistogram? Histogram, long Start)
{
    /// <summary>Is it a stale marker, to which nothing can be added?</summary>
    public bool IsStale => Histogram?.IsStale ?? SampleValue.IsStale(Value);

    /// <summary>This total and a delta. A delta of another kind, or with other bucket bounds, can't be added: the series starts again with it.</summary>
    public SeriesTotal Plus(in SeriesTotal delta) => (Histogram, delta.Histogram) switch
    {
        (null, null) => this with { Value = Value + delta.Value },
        ({ } total, { } increase) when total.Plus(increase) is { } sum => this with { Histogram = sum },
        _ => delta with { Histogram = delta.Histogram?.WithResetHint(ResetHint.Reset) },
    };
}
