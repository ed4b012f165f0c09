namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>One kind of refusal within a batch.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Items">How many lines.</param>
/// <param name="FirstMessage">The first of them in words that name the stream.</param>
[GenerateSerializer, Immutable, Alias("obs.logs-rejection")]
public sealed record LogsRejection(
    [property: Id(0)] LogsRejectReason Reason,
    [property: Id(1)] int Items,
    [property: Id(2)] string FirstMessage);
