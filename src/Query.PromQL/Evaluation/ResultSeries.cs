using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>One series of a result: its labels and its points in time order. Columns are valid up to their length; a histogram point has NaN in <see cref="Values"/>.</summary>
public sealed class ResultSeries(LabelSet labels, ReadOnlyMemory<long> timestamps, ReadOnlyMemory<double> values, NativeHistogram?[]? histograms = null)
{
    /// <summary>The labels.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>Milliseconds since the epoch.</summary>
    public ReadOnlyMemory<long> Timestamps { get; } = timestamps;

    /// <summary>Values, as many as timestamps.</summary>
    public ReadOnlyMemory<double> Values { get; } = values;

    /// <summary>Histograms by position, or null when all points are floats.</summary>
    public NativeHistogram?[]? Histograms { get; } = histograms;
}
