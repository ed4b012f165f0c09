using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The shard's side of a query: decodes a plan, reads series once each, steps windows over them, aggregates what can be aggregated here.</summary>
public static class ShardPlanExecutor
{
    /// <summary>Executes an encoded plan against one shard's data and returns the encoded answer. Runs on the caller's thread between waits for blocks.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit, or is none.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(IMetricsReader reader, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        using SelectedPlan selected = await SelectAsync(reader, plan, cancellationToken).ConfigureAwait(false);
        return await selected.EvaluateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does the first half only: decodes the plan and captures the series that it asks for, so that a host can see how much work the second half is.</summary>
    /// <exception cref="QueryException">The bytes are no plan.</exception>
    public static async ValueTask<SelectedPlan> SelectAsync(IMetricsReader reader, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ShardPlan decoded = ShardPlanCodec.Decode(plan.Span);
        SelectorTiming timing = decoded.Timing;
        IReadOnlyList<SeriesMatcher> matchers = MatcherCompiler.Compile(decoded.Matchers);
        return new SelectedPlan(decoded, await reader.SelectAsync(matchers, timing.MinTime, timing.MaxTime, cancellationToken).ConfigureAwait(false));
    }
}
