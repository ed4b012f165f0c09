using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>A shard's blocks.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Blocks">The blocks when Ok, in no particular order.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.blocks-reply")]
public sealed record BlocksReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<MetricsBlock> Blocks,
    [property: Id(2)] string Message = "");
