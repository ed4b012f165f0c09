namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>One kind of refusal within a batch.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Items">How many samples, histograms or exemplars.</param>
/// <param name="FirstMessage">The first of them in words that name the series.</param>
[GenerateSerializer, Immutable, Alias("obs.metrics-rejection")]
public sealed record MetricsRejection(
    [property: Id(0)] MetricsRejectReason Reason,
    [property: Id(1)] int Items,
    [property: Id(2)] string FirstMessage);
