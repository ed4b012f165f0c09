namespace Orleans.Obs.Api.Otlp;

/// <summary>What the protocol says of a signal.</summary>
/// <param name="Name">The last part of its HTTP path.</param>
/// <param name="GrpcService">Its gRPC service; the method is always Export.</param>
/// <param name="RejectedItems">The JSON name of the count of refused items in an answer; its protobuf number is 1 in every signal.</param>
internal sealed record OtlpSignal(string Name, string GrpcService, string RejectedItems)
{
    public static OtlpSignal Metrics { get; } = new("metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService", "rejectedDataPoints");
}
