using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>What became of a batch. When <see cref="Status"/> is Ok, the lines counted are durable and the rest is in <see cref="Rejections"/>.</summary>
/// <param name="Status">Ok, Unavailable or Overloaded; Failed when the batch's bytes are damaged.</param>
/// <param name="Lines">Lines stored or known already.</param>
/// <param name="Rejections">Lines refused, one entry for each reason.</param>
/// <param name="RetryAfterSeconds">When it makes sense to try again; 0 when Ok.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.logs-append-reply")]
public sealed record LogsAppendReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] int Lines,
    [property: Id(2)] ImmutableArray<LogsRejection> Rejections,
    [property: Id(3)] int RetryAfterSeconds = 0,
    [property: Id(4)] string Message = "")
{
    /// <summary>A reply that says that nothing is known to be stored.</summary>
    public static LogsAppendReply Not(ReplyStatus status, int retryAfterSeconds, string message) => new(status, 0, [], retryAfterSeconds, message);
}
