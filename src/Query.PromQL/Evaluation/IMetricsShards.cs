using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A tenant's metrics shards as the coordinator of a query sees them: data that is at hand in this process, or places that execute encoded plans (see <see cref="ShardPlanExecutor"/>).</summary>
public interface IMetricsShards
{
    /// <summary>How many shards the tenant has; a query asks all of them.</summary>
    int Count { get; }

    /// <summary>
    /// The data of a shard that is in this process, which then is read without asking; null when the shard is elsewhere. Reading may throw a <see cref="ShardMovedException"/>, and the
    /// shard is asked where it is then.
    /// </summary>
    ISeriesSource? InProcess(int shard) => null;

    /// <summary>Executes one plan on one shard and returns its encoded answer; nothing when the shard is left out of the query.</summary>
    ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken);
}
