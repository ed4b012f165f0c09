using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>The samples of one series at their own times, as a bare range selector gives them.</summary>
internal sealed record RawSeries(LabelSet Labels, long[] Timestamps, double[] Values, NativeHistogram?[]? Histograms);
