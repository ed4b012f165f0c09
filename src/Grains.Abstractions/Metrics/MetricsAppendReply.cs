using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>What became of a batch. When <see cref="Status"/> is Ok, the items counted are durable and the rest is in <see cref="Rejections"/>.</summary>
/// <param name="Status">Ok, Unavailable or Overloaded; Failed when the batch's bytes are damaged.</param>
/// <param name="Samples">Float samples stored or known already.</param>
/// <param name="Histograms">Native histograms stored or known already.</param>
/// <param name="Exemplars">Exemplars stored or known already.</param>
/// <param name="Rejections">Items refused, one entry for each reason.</param>
/// <param name="RetryAfterSeconds">When it makes sense to try again; 0 when Ok.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.metrics-append-reply")]
public sealed record MetricsAppendReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] int Samples,
    [property: Id(2)] int Histograms,
    [property: Id(3)] int Exemplars,
    [property: Id(4)] ImmutableArray<MetricsRejection> Rejections,
    [property: Id(5)] int RetryAfterSeconds = 0,
    [property: Id(6)] string Message = "")
{
    /// <summary>A reply that says that nothing is known to be stored.</summary>
    public static MetricsAppendReply Not(ReplyStatus status, int retryAfterSeconds, string message) => new(status, 0, 0, 0, [], retryAfterSeconds, message);
}
