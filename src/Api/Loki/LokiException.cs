using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>A request that ends in an error answer: a status and a bare text.</summary>
internal sealed class LokiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static LokiException BadRequest(string message) => new(400, message);

    /// <summary>What a shard's reply that is not Ok means for the client.</summary>
    public static LokiException Of(ReplyStatus status, string message) => new(status == ReplyStatus.Failed ? 400 : 503, message);

    /// <summary>What a failed query means for the client. Grafana knows by the word timeout that another try makes sense.</summary>
    public static LokiException Of(LogQueryException exception) => exception.Kind switch
    {
        LogQueryErrorKind.BadRequest => BadRequest(exception.Message),
        LogQueryErrorKind.Timeout => new LokiException(504, exception.Message),
        LogQueryErrorKind.Canceled => new LokiException(499, exception.Message),
        _ => new LokiException(500, exception.Message),
    };
}
