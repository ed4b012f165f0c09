using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>One sample of a range: a float, or a histogram when it has one.</summary>
internal sealed record Sample(long Time, double Value, NativeHistogram? Histogram, long Start);
