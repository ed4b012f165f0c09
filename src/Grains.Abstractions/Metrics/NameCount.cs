namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>A name and a count.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("obs.name-count")]
public sealed record NameCount([property: Id(0)] string Name, [property: Id(1)] long Count);
