using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>The exemplars of one series in order of time.</summary>
/// <param name="Labels">The series' canonical label bytes.</param>
/// <param name="Exemplars">Its exemplars.</param>
[GenerateSerializer, Immutable, Alias("obs.exemplar-series")]
public sealed record ExemplarSeries([property: Id(0)] ReadOnlyMemory<byte> Labels, [property: Id(1)] ImmutableArray<Exemplar> Exemplars);
