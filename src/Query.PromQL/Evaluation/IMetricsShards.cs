namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A tenant's metrics shards as the coordinator of a query sees them: places that execute encoded plans (see <see cref="ShardPlanExecutor"/>).</summary>
public interface IMetricsShards
{
    /// <summary>How many shards the tenant has; a query asks all of them.</summary>
    int Count { get; }

    /// <summary>Executes one plan on one shard and returns its encoded answer; nothing when the shard is left out of the query.</summary>
    ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken);
}
