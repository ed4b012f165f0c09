using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>What a shard knows about metric families.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Families">The metadata when Ok, sorted by family.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.metadata-reply")]
public sealed record MetadataReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<FamilyMetadata> Families,
    [property: Id(2)] string Message = "");
