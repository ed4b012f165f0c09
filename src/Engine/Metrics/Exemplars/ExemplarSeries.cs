using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Exemplars;

/// <summary>The exemplars of one series in order of time.</summary>
public sealed record ExemplarSeries(LabelSet Labels, IReadOnlyList<Exemplar> Exemplars);
