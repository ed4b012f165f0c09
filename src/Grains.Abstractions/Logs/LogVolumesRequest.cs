using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>What to count: rows and bytes of matching streams in buckets of time, each open at its beginning: (start, start + step], (start + step, start + 2 step], and so on.</summary>
/// <param name="Selectors">Which streams; the union counts, and all streams when there are no selectors.</param>
/// <param name="Start">Nanoseconds; the first bucket begins behind it.</param>
/// <param name="Step">Nanoseconds; the width of a bucket.</param>
/// <param name="Buckets">How many buckets.</param>
/// <param name="Labels">The labels that streams are told apart by; default: all labels.</param>
/// <param name="ByLevel">True to count each detected level on its own.</param>
[GenerateSerializer, Immutable, Alias("obs.log-volumes-request")]
public sealed record LogVolumesRequest(
    [property: Id(0)] ImmutableArray<ImmutableArray<Matcher>> Selectors,
    [property: Id(1)] long Start,
    [property: Id(2)] long Step,
    [property: Id(3)] int Buckets,
    [property: Id(4)] ImmutableArray<string> Labels = default,
    [property: Id(5)] bool ByLevel = false);
