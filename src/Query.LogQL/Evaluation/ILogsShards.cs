namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A tenant's logs shards as the coordinator of a query sees them: places that execute encoded plans (see <see cref="LogsPlanExecutor"/>).</summary>
public interface ILogsShards
{
    /// <summary>How many shards the tenant has; a query asks all of them.</summary>
    int Count { get; }

    /// <summary>Executes one plan on one shard and returns its encoded answer.</summary>
    ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken);
}
