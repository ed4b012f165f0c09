using System.Collections.Immutable;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>What became of a request with logs over all shards. The lines counted are durable whatever the status is.</summary>
/// <param name="Status">Ok when every shard took its batch; otherwise the worst of their answers.</param>
/// <param name="Streams">Streams that the request named.</param>
/// <param name="Lines">Lines stored or known already.</param>
/// <param name="Rejections">What was refused, by the decoder or by shards.</param>
/// <param name="RetryAfterSeconds">When it makes sense to try again.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
internal sealed record LogsOutcome(ReplyStatus Status, int Streams, int Lines, ImmutableArray<LogsRejection> Rejections, int RetryAfterSeconds, string Message)
{
    /// <summary>Nothing was stored, because the tenant or one of its streams sends more than it may; the rest says so.</summary>
    public bool IsRateLimited { get; init; }

    /// <summary>Whether sending the same again can help.</summary>
    public bool IsForLater => IsRateLimited || Status is ReplyStatus.Unavailable or ReplyStatus.Overloaded;

    /// <summary>Whether a call ended without an answer, so that a shard may still be reading the batches.</summary>
    public bool BatchesMayBeInUse { get; init; }
}
