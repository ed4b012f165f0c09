using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>One element of an instant vector: a float, or a histogram when it has one.</summary>
internal sealed record Element(LabelSet Labels, double Value, NativeHistogram? Histogram = null, bool NameDropped = false)
{
    public Element With(double value) => this with { Value = value, Histogram = null };

    public Element With(NativeHistogram histogram) => this with { Value = double.NaN, Histogram = histogram };
}
