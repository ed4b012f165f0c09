using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Evaluation.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The shard's side of a query: decodes a plan, reads series once each, steps windows over them, aggregates what can be aggregated here.</summary>
public static class ShardPlanExecutor
{
    /// <summary>Series that are prepared at a time: enough to make reads of blocks large, few enough to bound what they bring into memory.</summary>
    private const int RunLength = 1024;

    /// <summary>Executes an encoded plan against one shard's data and returns the encoded answer. Runs on the caller's thread between waits for blocks.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit, or is none.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(IMetricsReader reader, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ShardPlan decoded = ShardPlanCodec.Decode(plan.Span);
        SelectorTiming timing = decoded.Timing;
        var answer = new WireWriter();
        var annotations = new AnnotationSet();
        var counter = new SampleCounter(timing.Grid.Count, decoded.MaxSamples);
        var evaluation = new SelectorEvaluation(decoded, annotations, counter, answer);
        IReadOnlyList<SeriesMatcher> matchers = MatcherCompiler.Compile(decoded.Matchers);
        using (ISeriesSelection selection = await reader.SelectAsync(matchers, timing.MinTime, timing.MaxTime, cancellationToken).ConfigureAwait(false))
        {
            counter.Series = selection.Count;
            for (int first = 0; first < selection.Count; first += RunLength)
            {
                int count = Math.Min(RunLength, selection.Count - first);
                await selection.PrepareAsync(first, count, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                for (int series = first; series < first + count; series++)
                {
                    evaluation.Evaluate(selection, series);
                }
            }

            evaluation.Complete();
        }

        ShardAnswer.WriteEnd(answer, counter, annotations);
        return answer.Written;
    }
}
