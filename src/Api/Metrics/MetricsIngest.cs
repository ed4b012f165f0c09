using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Hands a request's batches to their shards, all at the same time, and adds up the answers. Allocates for each touched shard, not for each series.</summary>
internal sealed partial class MetricsIngest(IMetricsCluster cluster, ILogger<MetricsIngest> logger)
{
    private const int RetryAfterFailureSeconds = 5;

    /// <summary>Stores the batches. Once begun it is not cancelled: the outcome of a write that was sent is worth knowing.</summary>
    public async Task<WriteOutcome> StoreAsync(string tenant, SlotBatches batches)
    {
        var calls = new List<Task<MetricsAppendReply?>>(batches.Slots);
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            ReadOnlyMemory<byte> batch = batches.BatchOf(slot);
            if (!batch.IsEmpty)
            {
                calls.Add(AppendAsync(tenant, slot, batch));
            }
        }

        return Sum(await Task.WhenAll(calls), batches);
    }

    private static WriteOutcome Sum(MetricsAppendReply?[] replies, SlotBatches batches)
    {
        var outcome = new WriteOutcome(ReplyStatus.Ok, batches.RepeatedSamples, 0, 0, [], 0, "");
        ImmutableArray<MetricsRejection> rejections =
            [.. batches.Rejections.Select(rejection => new MetricsRejection((MetricsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))];
        foreach (MetricsAppendReply? answer in replies)
        {
            MetricsAppendReply reply = answer ?? MetricsAppendReply.Not(ReplyStatus.Unavailable, RetryAfterFailureSeconds, "a shard did not answer");
            outcome = outcome with
            {
                Samples = outcome.Samples + reply.Samples,
                Histograms = outcome.Histograms + reply.Histograms,
                Exemplars = outcome.Exemplars + reply.Exemplars,
                RetryAfterSeconds = Math.Max(outcome.RetryAfterSeconds, reply.RetryAfterSeconds),
                BatchesMayBeInUse = outcome.BatchesMayBeInUse || answer is null,
            };
            if (reply.Status.Severity() > outcome.Status.Severity())
            {
                outcome = outcome with { Status = reply.Status, Message = reply.Message };
            }

            rejections = reply.Rejections.IsDefaultOrEmpty ? rejections : rejections.AddRange(reply.Rejections);
        }

        return outcome with { Rejections = rejections };
    }

    /// <summary>The shard's reply; null when the call ended without one.</summary>
    private async Task<MetricsAppendReply?> AppendAsync(string tenant, int slot, ReadOnlyMemory<byte> batch)
    {
        try
        {
            return await cluster.Shard(tenant, slot).AppendAsync(new MetricsAppend(batch));
        }
#pragma warning disable CA1031 // The boundary of the cluster: whatever a lost call throws, the client hears 503 and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLostAppend(exception, tenant, slot);
            return null;
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "An append to shard {Tenant}/{Slot} ended without an answer")]
    private partial void LogLostAppend(Exception exception, string tenant, int slot);
}
