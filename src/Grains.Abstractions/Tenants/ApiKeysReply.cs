using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>A tenant's keys.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Keys">The keys when Ok, oldest first.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.api-keys-reply")]
public sealed record ApiKeysReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<ApiKey> Keys,
    [property: Id(2)] string Message = "");
