using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>What is known of the use of a tenant's metrics.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Since">When counting began, milliseconds since the epoch; 0 when nothing was counted yet.</param>
/// <param name="Uses">Metrics that were asked for, sorted by name.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.metric-uses-reply")]
public sealed record MetricUsesReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] long Since,
    [property: Id(2)] ImmutableArray<MetricUse> Uses,
    [property: Id(3)] string Message = "");
