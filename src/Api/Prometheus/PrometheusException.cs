using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>A request that ends in an error answer.</summary>
internal sealed class PrometheusException(PrometheusErrorType type, string message) : Exception(message)
{
    public PrometheusErrorType Type { get; } = type;

    public static PrometheusException BadData(string message) => new(PrometheusErrorType.BadData, message);

    public static PrometheusException BadParameter(string name, string message) => BadData($"invalid parameter \"{name}\": {message}");

    /// <summary>What a shard's reply that is not Ok means for the client.</summary>
    public static PrometheusException Of(ReplyStatus status, string message) =>
        new(status == ReplyStatus.Failed ? PrometheusErrorType.Execution : PrometheusErrorType.Overloaded, message);
}
