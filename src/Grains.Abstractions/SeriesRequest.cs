using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions;

/// <summary>Which series a call is about: those that satisfy every matcher of at least one selector, and all series when there are no selectors.</summary>
/// <param name="Selectors">The selectors; the union counts.</param>
/// <param name="MinTime">The earliest time of interest, inclusive, in the unit of the signal (metrics: milliseconds, logs: nanoseconds).</param>
/// <param name="MaxTime">The latest time of interest, inclusive, in the unit of the signal (metrics: milliseconds, logs: nanoseconds).</param>
/// <param name="Limit">At most so many results from this shard; 0: all.</param>
[GenerateSerializer, Immutable, Alias("obs.series-request")]
public sealed record SeriesRequest(
    [property: Id(0)] ImmutableArray<ImmutableArray<Matcher>> Selectors,
    [property: Id(1)] long MinTime,
    [property: Id(2)] long MaxTime,
    [property: Id(3)] int Limit = 0);
