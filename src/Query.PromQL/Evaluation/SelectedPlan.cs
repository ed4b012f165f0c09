using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A plan and the series of one shard that it asks for, frozen; may be evaluated on another thread, once. Dispose it whether it was evaluated or not.</summary>
public sealed class SelectedPlan : IDisposable
{
    /// <summary>Series that are prepared at a time: enough to make reads of blocks large, few enough to bound what they bring into memory.</summary>
    private const int RunLength = 1024;

    private readonly ShardPlan _plan;
    private readonly ISeriesSelection _selection;

    internal SelectedPlan(ShardPlan plan, ISeriesSelection selection) => (_plan, _selection) = (plan, selection);

    /// <summary>How many series there are to evaluate.</summary>
    public int Series => _selection.Count;

    /// <summary>Evaluates the plan over the series and returns the encoded answer. Runs on the caller's thread between waits for blocks.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> EvaluateAsync(CancellationToken cancellationToken)
    {
        var answer = new WireWriter();
        var annotations = new AnnotationSet();
        var counter = new SampleCounter(_plan.Timing.Grid.Count, _plan.MaxSamples) { Series = _selection.Count };
        var evaluation = new SelectorEvaluation(_plan, annotations, counter, answer);
        for (int first = 0; first < _selection.Count; first += RunLength)
        {
            int count = Math.Min(RunLength, _selection.Count - first);
            await _selection.PrepareAsync(first, count, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            for (int series = first; series < first + count; series++)
            {
                evaluation.Evaluate(_selection, series);
            }
        }

        evaluation.Complete();
        ShardAnswer.WriteEnd(answer, counter, annotations);
        return answer.Written;
    }

    /// <inheritdoc/>
    public void Dispose() => _selection.Dispose();
}
