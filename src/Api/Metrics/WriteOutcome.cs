using System.Collections.Immutable;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;

namespace Orleans.Obs.Api.Metrics;

/// <summary>What became of a write request over all shards. The items counted are durable whatever the status is.</summary>
/// <param name="Status">Ok when every shard took its batch; otherwise the worst of their answers.</param>
/// <param name="Samples">Float samples stored or known already.</param>
/// <param name="Histograms">Native histograms stored or known already.</param>
/// <param name="Exemplars">Exemplars stored or known already.</param>
/// <param name="Rejections">What was refused, by the decoder or by shards.</param>
/// <param name="RetryAfterSeconds">When it makes sense to try again.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
internal sealed record WriteOutcome(
    ReplyStatus Status,
    int Samples,
    int Histograms,
    int Exemplars,
    ImmutableArray<MetricsRejection> Rejections,
    int RetryAfterSeconds,
    string Message)
{
    /// <summary>Whether a call ended without an answer, so that a shard may still be reading the batches.</summary>
    public bool BatchesMayBeInUse { get; init; }
}
