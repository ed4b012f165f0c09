using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>The deletions that a shard knows.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Deletions">Pending ones and those done lately, oldest first.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.log-deletions-reply")]
public sealed record LogDeletionsReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<LogDeletion> Deletions,
    [property: Id(2)] string Message = "");
