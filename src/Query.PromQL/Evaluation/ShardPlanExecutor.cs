using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The shard's side of a query: decodes a plan, reads series once each, steps windows over them, aggregates what can be aggregated here.</summary>
public static class ShardPlanExecutor
{
    /// <summary>Executes an encoded plan against one shard's data and returns the encoded answer. Runs on the caller's thread between waits for blocks.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit.</exception>
    public static ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(IMetricsReader reader, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
