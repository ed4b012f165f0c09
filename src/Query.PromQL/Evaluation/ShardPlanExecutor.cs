using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The shard's side of a query from elsewhere: decodes a plan, reads series once each, steps windows over them, aggregates what can be aggregated here.</summary>
public static class ShardPlanExecutor
{
    /// <summary>Executes a plan with a worker of its own.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit, or is none.</exception>
    public static ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ISeriesSource shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        ExecuteAsync(shard, plan, new QueryTurns(1, TimeProvider.System), cancellationToken);

    /// <summary>Executes an encoded plan against one shard's data and returns the encoded answer. Runs on the caller's thread between waits for turns and blocks.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit, or is none.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(
        ISeriesSource shard, ReadOnlyMemory<byte> plan, QueryTurns turns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(turns);
        ShardPlan decoded = ShardPlanCodec.Decode(plan.Span);
        var execution = new LeafExecution(decoded, [shard], turns, new QueryShare(), new SampleBudget(decoded.MaxSamples), fewSeries: 0);
        return LeafPartCodec.Encode(await execution.RunAsync(cancellationToken).ConfigureAwait(false));
    }
}
