using System.Collections.Concurrent;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Metrics;

/// <summary>
/// A tenant's shards as the PromQL engine sees them. A shard that does not answer makes the query fail, unless the client takes partial answers: then it is left out, and the answer says so.
/// </summary>
internal sealed class TenantShards(IMetricsCluster cluster, ShardCalls calls, ILocalMetrics local, string tenant, int slots, bool takesPartial) : IMetricsShards
{
    private readonly ConcurrentDictionary<int, string> _leftOut = new();

    public int Count => slots;

    /// <summary>What to warn of.</summary>
    public IEnumerable<string> Warnings => _leftOut.OrderBy(static shard => shard.Key).Select(shard => $"partial answer: shard {tenant}/{shard.Key} did not answer: {shard.Value}");

    public ISeriesSource? InProcess(int shard) => local.Find(tenant, shard);

    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        PlanReply reply;
        try
        {
            reply = await calls.ReadAsync(() => cluster.Shard(tenant, shard).ExecuteAsync(new PlanRequest(plan), cancellationToken), static reply => reply.Status, cancellationToken);
        }
        catch (Exception lost) when (ShardCalls.IsLost(lost))
        {
            reply = PlanReply.Not(ReplyStatus.Unavailable, lost.Message, 0);
        }

        if (reply.Status is ReplyStatus.Unavailable or ReplyStatus.Moved && takesPartial)
        {
            _leftOut.TryAdd(shard, reply.Message);
            return ReadOnlyMemory<byte>.Empty;
        }

        return reply.Status switch
        {
            ReplyStatus.Ok => reply.Answer,
            ReplyStatus.Failed => throw new QueryException((QueryErrorKind)reply.ErrorKind, reply.Message),
            _ => throw PrometheusException.Of(reply.Status, $"shard {tenant}/{shard} does not answer: {reply.Message}"),
        };
    }
}
