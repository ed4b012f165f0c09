using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>What the operators of one query share. Not thread-safe: results are awaited one after the other.</summary>
internal sealed class QueryRun(IMetricsShards shards, QueryTurns turns, PromQLEngineOptions options, QueryRequest request, StepGrid grid, CancellationToken cancellationToken)
{
    private readonly QueryShare _share = new();

    public PromQLEngineOptions Options { get; } = options;

    public QueryRequest Request { get; } = request;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public AnnotationSet Annotations { get; } = new();

    /// <summary>Counts on the grid of the query.</summary>
    public SampleCounter Samples { get; } = new(grid.Count);

    /// <summary>What the query holds and may hold.</summary>
    public SampleBudget Budget { get; } = new(options.MaxSamples);

    /// <summary>True when names that no longer fit stay until the end of the query.</summary>
    public bool DelaysNameRemoval { get; } = options.Features.HasFlag(PromQLFeatures.DelayedNameRemoval);

    /// <summary>Evaluates a plan over all shards: asks those that are elsewhere, and reads those that are here meanwhile. May be called while other plans are evaluated.</summary>
    public async Task<LeafPart> EvaluateAsync(ShardPlan plan)
    {
        var here = new List<ISeriesSource>(shards.Count);
        var elsewhere = new List<int>();
        for (int shard = 0; shard < shards.Count; shard++)
        {
            if (shards.InProcess(shard) is { } source)
            {
                here.Add(source);
            }
            else
            {
                elsewhere.Add(shard);
            }
        }

        Task<ReadOnlyMemory<byte>[]> answers = AskAsync(plan, elsewhere);
        LeafPart part;
        try
        {
            part = here.Count == 0 ? new LeafPart(plan, Budget) : await new LeafExecution(plan, here, turns, _share, Budget, Options.FewSeries).RunAsync(CancellationToken).ConfigureAwait(false);
        }
        catch (ShardMovedException)
        {
            part = new LeafPart(plan, Budget);
            answers = AskAsync(plan, Enumerable.Range(0, shards.Count));
        }

        // Shards that are left out of the query answer with nothing.
        foreach (ReadOnlyMemory<byte> answer in (await answers.ConfigureAwait(false)).Where(static answer => !answer.IsEmpty))
        {
            LeafPartCodec.Decode(answer.Span, part);
        }

        return part;
    }

    /// <summary>Adds what was counted and is to be told of a plan.</summary>
    /// <param name="part">The plan's result.</param>
    /// <param name="looks">False inside of a subquery: what steps look at there is counted where its windows are.</param>
    public void Take(LeafPart part, bool looks)
    {
        Take(part.Counter, part.Plan.Timing.Grid, looks);
        Annotations.Add(part.Annotations);
    }

    /// <summary>Adds what was counted while an operator was evaluated.</summary>
    /// <param name="counter">What was counted, on the operator's grid.</param>
    /// <param name="counted">The grid: the query's own, or one step of something that is the same at every step.</param>
    /// <param name="looks">False inside of a subquery: what steps look at there is counted where its windows are.</param>
    public void Take(SampleCounter counter, StepGrid counted, bool looks)
    {
        Samples.Read += counter.Read;
        Samples.Series += counter.Series;
        for (int step = 0; looks && step < grid.Count; step++)
        {
            Samples.Look(step, counted == grid ? counter.PerStep[step] : counter.PerStep.Length == 1 ? counter.PerStep[0] : 0);
        }
    }

    private Task<ReadOnlyMemory<byte>[]> AskAsync(ShardPlan plan, IEnumerable<int> asked)
    {
        ReadOnlyMemory<byte>? encoded = null;
        return Task.WhenAll(asked.Select(shard => shards.ExecuteAsync(shard, encoded ??= ShardPlanCodec.Encode(plan), CancellationToken).AsTask()));
    }
}
