using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Metrics;

/// <summary>A tenant's shards as the PromQL engine sees them.</summary>
internal sealed class TenantShards(IMetricsCluster cluster, ILocalMetrics local, string tenant, int slots) : IMetricsShards
{
    public int Count => slots;

    public ISeriesSource? InProcess(int shard) => local.Find(tenant, shard);

    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        PlanReply reply = await cluster.Shard(tenant, shard).ExecuteAsync(new PlanRequest(plan), cancellationToken);
        return reply.Status switch
        {
            ReplyStatus.Ok => reply.Answer,
            ReplyStatus.Failed => throw new QueryException((QueryErrorKind)reply.ErrorKind, reply.Message),
            _ => throw Prometheus.PrometheusException.Of(reply.Status, reply.Message),
        };
    }
}
