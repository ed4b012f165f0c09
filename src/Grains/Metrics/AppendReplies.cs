using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>The engine's results as replies.</summary>
internal static class AppendReplies
{
    public static MetricsAppendReply Of(AppendResult result) => new(
        ReplyStatus.Ok,
        result.Samples,
        result.Histograms,
        result.Exemplars,
        result.Rejections.IsDefaultOrEmpty ? [] : [.. result.Rejections.Select(static rejection =>
            new MetricsRejection((MetricsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))]);
}
