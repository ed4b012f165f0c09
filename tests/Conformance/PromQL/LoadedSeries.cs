using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>One series to load, its samples in time order.</summary>
internal sealed record LoadedSeries(LabelSet Labels, IReadOnlyList<LoadedSample> Samples);
