using System.Collections.Immutable;
using Orleans.Obs.Api.Loki;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Logs;

/// <summary>Tenants' shards as the LogQL engine sees them: those of all tenants in a row.</summary>
internal sealed class TenantLogShards(ILogsCluster cluster, ShardCalls calls, ImmutableArray<(string Tenant, int Slot)> shards) : ILogsShards
{
    public int Count => shards.Length;

    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        (string tenant, int slot) = shards[shard];
        PlanReply reply;
        try
        {
            reply = await calls.ReadAsync(() => cluster.Shard(tenant, slot).ExecuteAsync(new PlanRequest(plan), cancellationToken), static reply => reply.Status, cancellationToken);
        }
        catch (Exception lost) when (ShardCalls.IsLost(lost))
        {
            reply = PlanReply.Not(ReplyStatus.Unavailable, lost.Message, 0);
        }

        return reply.Status switch
        {
            ReplyStatus.Ok => reply.Answer,
            ReplyStatus.Failed => throw new LogQueryException((LogQueryErrorKind)reply.ErrorKind, reply.Message),
            _ => throw LokiException.Of(reply.Status, $"shard {tenant}/{slot} does not answer: {reply.Message}"),
        };
    }
}
