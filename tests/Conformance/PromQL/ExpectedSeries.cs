using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>One series of an expected result, its points by step.</summary>
internal sealed record ExpectedSeries(LabelSet Labels, IReadOnlyList<SequenceValue> Points);
