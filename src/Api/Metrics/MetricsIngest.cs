using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Hands a request's batches to their shards, all at the same time, and adds up the answers. Allocates for each touched shard, not for each series.</summary>
internal sealed partial class MetricsIngest(IMetricsCluster cluster, ShardCalls shards, ILogger<MetricsIngest> logger)
{
    private const int RetryAfterFailureSeconds = 5;

    /// <summary>Stores the batches. Once begun it is not cancelled: the outcome of a write that was sent is worth knowing.</summary>
    public async Task<WriteOutcome> StoreAsync(string tenant, SlotBatches batches)
    {
        var calls = new List<Task<SlotOutcome>>(batches.Slots);
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

    private static WriteOutcome Sum(SlotOutcome[] outcomes, SlotBatches batches)
    {
        var outcome = new WriteOutcome(ReplyStatus.Ok, batches.RepeatedSamples, 0, 0, [], 0, "");
        ImmutableArray<MetricsRejection> rejections =
            [.. batches.Rejections.Select(rejection => new MetricsRejection((MetricsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))];
        foreach ((MetricsAppendReply reply, bool mayBeInUse) in outcomes)
        {
            outcome = outcome with
            {
                Samples = outcome.Samples + reply.Samples,
                Histograms = outcome.Histograms + reply.Histograms,
                Exemplars = outcome.Exemplars + reply.Exemplars,
                RetryAfterSeconds = Math.Max(outcome.RetryAfterSeconds, reply.RetryAfterSeconds),
                BatchesMayBeInUse = outcome.BatchesMayBeInUse || mayBeInUse,
            };
            if (reply.Status != ReplyStatus.Ok && Severity(reply.Status) > Severity(outcome.Status))
            {
                outcome = outcome with { Status = reply.Status, Message = reply.Message };
            }

            rejections = reply.Rejections.IsDefaultOrEmpty ? rejections : rejections.AddRange(reply.Rejections);
        }

        return outcome with { Rejections = rejections };
    }

    /// <summary>What the client may repeat outweighs what it may not: a repeated batch stores nothing twice.</summary>
    private static int Severity(ReplyStatus status) => status switch
    {
        ReplyStatus.Ok => 0,
        ReplyStatus.Failed => 1,
        ReplyStatus.Overloaded => 2,
        _ => 3,
    };

    private async Task<SlotOutcome> AppendAsync(string tenant, int slot, ReadOnlyMemory<byte> batch)
    {
        // Who lost a call may still be reading the batch.
        int begun = 0, answered = 0;
        try
        {
            MetricsAppendReply reply = await shards.WriteAsync(AppendOnceAsync, static reply => reply.Status);
            return new SlotOutcome(reply, begun > answered);
        }
#pragma warning disable CA1031 // The boundary of the cluster: whatever a lost call throws, the client hears 503 and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLostAppend(exception, tenant, slot);
            return new SlotOutcome(MetricsAppendReply.Not(ReplyStatus.Unavailable, RetryAfterFailureSeconds, "a shard did not answer"), MayBeInUse: true);
        }

        async Task<MetricsAppendReply> AppendOnceAsync()
        {
            begun++;
            MetricsAppendReply reply = await cluster.Shard(tenant, slot).AppendAsync(new MetricsAppend(batch));
            answered++;
            return reply;
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "An append to shard {Tenant}/{Slot} ended without an answer")]
    private partial void LogLostAppend(Exception exception, string tenant, int slot);

    /// <summary>What became of one shard's batch, and whether somebody may still be reading it.</summary>
    private readonly record struct SlotOutcome(MetricsAppendReply Reply, bool MayBeInUse);
}
