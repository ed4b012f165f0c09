namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>Metadata of one metric family.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Type">The number of its type in remote write.</param>
/// <param name="Help">The help text; may be empty.</param>
/// <param name="Unit">The unit; may be empty.</param>
[GenerateSerializer, Immutable, Alias("obs.family-metadata")]
public sealed record FamilyMetadata(
    [property: Id(0)] string Family,
    [property: Id(1)] byte Type,
    [property: Id(2)] string Help,
    [property: Id(3)] string Unit);
