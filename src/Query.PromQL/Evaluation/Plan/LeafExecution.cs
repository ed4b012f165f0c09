using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// Evaluates a plan over shards that are at hand. First their series are selected, one shard after the other as long as there are few and it goes quickly; then a few series are
/// evaluated right here, many in lanes, each of which has some of the shards and one part of the result. Which shards a lane has does not depend on what else runs, so the same query
/// over the same data gives the same bits.
/// </summary>
internal sealed class LeafExecution(ShardPlan plan, IReadOnlyList<ISeriesSource> shards, QueryTurns turns, QueryShare share, SampleBudget budget, int fewSeries)
{
    /// <summary>Series that are prepared and evaluated at a time: enough to make reads of blocks large, few enough to bound what they bring into memory and to make a turn short.</summary>
    private const int RunLength = 512;

    private readonly IReadOnlyList<SeriesMatcher> _matchers = Compile(plan);
    private readonly ISeriesSelection?[] _selections = new ISeriesSelection?[shards.Count];
    private readonly int _lanes = Math.Min(turns.Workers, shards.Count);

    /// <summary>Runs to the end. Once only.</summary>
    /// <exception cref="QueryException">The plan exceeds a limit, or a shard can't be read.</exception>
    public async ValueTask<LeafPart> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            int selected = await SelectFewAsync(cancellationToken).ConfigureAwait(false);
            if (selected < shards.Count)
            {
                await InLanesAsync(SelectLaneAsync, cancellationToken).ConfigureAwait(false);
            }

            return await EvaluateAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (ISeriesSelection? selection in _selections)
            {
                selection?.Dispose();
            }
        }
    }

    /// <summary>Selects from shard after shard; the number of those that are done when it turns out to be worth more threads.</summary>
    private async ValueTask<int> SelectFewAsync(CancellationToken cancellationToken)
    {
        int series = 0, shard = 0;
        while (shard < shards.Count && series <= fewSeries)
        {
            await SelectAsync(shard, cancellationToken).ConfigureAwait(false);
            series += _selections[shard++]!.Count;
        }

        return shard;
    }

    private async Task SelectLaneAsync(int lane, CancellationToken cancellationToken)
    {
        for (int shard = FirstOf(lane); shard < FirstOf(lane + 1); shard++)
        {
            if (_selections[shard] is null)
            {
                await SelectAsync(shard, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask SelectAsync(int shard, CancellationToken cancellationToken)
    {
        ValueTask<ISeriesSelection> selecting;
        using (await turns.EnterAsync(share, cancellationToken).ConfigureAwait(false))
        {
            // What is in memory is selected here; whatever has to be waited for is not waited for in the turn.
            selecting = shards[shard].SelectAsync(_matchers, plan.Timing.MinTime, plan.Timing.MaxTime, cancellationToken);
        }

        _selections[shard] = await selecting.ConfigureAwait(false);
    }

    private async ValueTask<LeafPart> EvaluateAsync(CancellationToken cancellationToken)
    {
        if (_lanes == 1 || _selections.Sum(static selection => selection!.Count) <= fewSeries)
        {
            return await EvaluateAsync(0, shards.Count, cancellationToken).ConfigureAwait(false);
        }

        var parts = new LeafPart[_lanes];
        await InLanesAsync(
            async (lane, token) => parts[lane] = await EvaluateAsync(FirstOf(lane), FirstOf(lane + 1), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        using (await turns.EnterAsync(share, cancellationToken).ConfigureAwait(false))
        {
            foreach (LeafPart part in parts.AsSpan(1))
            {
                parts[0].Join(part);
            }
        }

        return parts[0];
    }

    private async ValueTask<LeafPart> EvaluateAsync(int firstShard, int endShard, CancellationToken cancellationToken)
    {
        var part = new LeafPart(plan, budget);
        var evaluation = new SelectorEvaluation(part);
        for (int shard = firstShard; shard < endShard; shard++)
        {
            ISeriesSelection selection = _selections[shard]!;
            part.Counter.Series += selection.Count;
            for (int first = 0; first < selection.Count; first += RunLength)
            {
                int end = Math.Min(first + RunLength, selection.Count);
                await selection.PrepareAsync(first, end - first, cancellationToken).ConfigureAwait(false);
                using QueryTurn turn = await turns.EnterAsync(share, cancellationToken).ConfigureAwait(false);
                for (int series = first; series < end; series++)
                {
                    evaluation.Evaluate(selection, series);
                }
            }
        }

        return part;
    }

    /// <summary>Does one lane's work on this thread and the others' on other threads. When one fails, the others stop, and nothing goes on behind the caller's back.</summary>
    private async Task InLanesAsync(Func<int, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lanes = new Task[_lanes];
        for (int i = _lanes - 1; i >= 0; i--)
        {
            int lane = i;
            lanes[lane] = lane == 0 ? RunAsync(lane) : Task.Run(() => RunAsync(lane), CancellationToken.None);
        }

        await Task.WhenAll(lanes).ConfigureAwait(false);

        async Task RunAsync(int lane)
        {
            try
            {
                await work(lane, stop.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static IReadOnlyList<SeriesMatcher> Compile(ShardPlan plan)
    {
        try
        {
            return MatcherCompiler.Compile(plan.Matchers);
        }
        catch (RegexSyntaxException malformed)
        {
            throw new QueryException(QueryErrorKind.BadData, malformed.Message);
        }
    }

    private int FirstOf(int lane) => (int)((long)shards.Count * lane / _lanes);
}
