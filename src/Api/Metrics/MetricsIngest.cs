using System.Collections.Immutable;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Hands a request's batches to their shards and adds up the answers. Allocates for each touched shard, not for each series.</summary>
internal sealed class MetricsIngest(IMetricsCluster cluster, ShardAppends appends)
{
    /// <summary>Stores the batches. Once begun it is not cancelled: the outcome of a write that was sent is worth knowing.</summary>
    public async Task<WriteOutcome> StoreAsync(string tenant, SlotBatches batches)
    {
        ShardAppend<MetricsAppendReply>[] appended = await appends.AppendAsync(
            tenant,
            batches.Slots,
            batches.BatchOf,
            (slot, batch) => cluster.Shard(tenant, slot).AppendAsync(new MetricsAppend(batch)),
            static reply => reply.Status,
            MetricsAppendReply.Not(ReplyStatus.Unavailable, ShardAppends.RetryAfterFailureSeconds, ShardAppends.NoAnswer));
        return Sum(appended, batches);
    }

    private static WriteOutcome Sum(ShardAppend<MetricsAppendReply>[] appended, SlotBatches batches)
    {
        var outcome = new WriteOutcome(ReplyStatus.Ok, batches.RepeatedSamples, 0, 0, [], 0, "");
        ImmutableArray<MetricsRejection> rejections =
            [.. batches.Rejections.Select(rejection => new MetricsRejection((MetricsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))];
        foreach ((MetricsAppendReply reply, bool mayBeInUse) in appended)
        {
            outcome = outcome with
            {
                Samples = outcome.Samples + reply.Samples,
                Histograms = outcome.Histograms + reply.Histograms,
                Exemplars = outcome.Exemplars + reply.Exemplars,
                RetryAfterSeconds = Math.Max(outcome.RetryAfterSeconds, reply.RetryAfterSeconds),
                BatchesMayBeInUse = outcome.BatchesMayBeInUse || mayBeInUse,
            };
            if (reply.Status.Severity() > outcome.Status.Severity())
            {
                outcome = outcome with { Status = reply.Status, Message = reply.Message };
            }

            rejections = reply.Rejections.IsDefaultOrEmpty ? rejections : rejections.AddRange(reply.Rejections);
        }

        return outcome with { Rejections = rejections };
    }
}
