using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>One item of an expanded sequence: nothing, a float or a histogram.</summary>
/// <param name="Omitted">True for a gap.</param>
/// <param name="Value">The float.</param>
/// <param name="Histogram">The histogram, or null.</param>
/// <param name="HintSpelled">True when the notation states the counter reset hint, so that it counts in comparisons.</param>
internal readonly record struct SequenceValue(bool Omitted, double Value, NativeHistogram? Histogram = null, bool HintSpelled = false)
{
    public static SequenceValue Gap { get; } = new(true, 0);
}
