using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>What the operators of one query share. Not thread-safe: results are awaited one after the other.</summary>
internal sealed class QueryRun(IMetricsShards shards, PromQLEngineOptions options, QueryRequest request, StepGrid grid, CancellationToken cancellationToken)
{
    public IMetricsShards Shards { get; } = shards;

    public PromQLEngineOptions Options { get; } = options;

    public QueryRequest Request { get; } = request;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public AnnotationSet Annotations { get; } = new();

    /// <summary>Counts on the grid of the query.</summary>
    public SampleCounter Samples { get; } = new(grid.Count, options.MaxSamples);

    /// <summary>True when names that no longer fit stay until the end of the query.</summary>
    public bool DelaysNameRemoval { get; } = options.Features.HasFlag(PromQLFeatures.DelayedNameRemoval);

    /// <summary>Lets all shards execute a plan, at the same time; the answers of those that are not left out.</summary>
    public async Task<ReadOnlyMemory<byte>[]> AskShardsAsync(ReadOnlyMemory<byte> plan)
    {
        var answers = new Task<ReadOnlyMemory<byte>>[Shards.Count];
        for (int shard = 0; shard < answers.Length; shard++)
        {
            answers[shard] = Shards.ExecuteAsync(shard, plan, CancellationToken).AsTask();
        }

        ReadOnlyMemory<byte>[] given = await Task.WhenAll(answers).ConfigureAwait(false);
        return Array.TrueForAll(given, static answer => !answer.IsEmpty) ? given : [.. given.Where(static answer => !answer.IsEmpty)];
    }

    /// <summary>Adds what was counted while an operator was evaluated.</summary>
    /// <param name="counter">What was counted, on the operator's grid.</param>
    /// <param name="counted">The grid: the query's own, or one step of something that is the same at every step.</param>
    /// <param name="looks">False inside of a subquery: what steps look at there is counted where its windows are.</param>
    public void Take(SampleCounter counter, StepGrid counted, bool looks)
    {
        Samples.Read += counter.Read;
        Samples.Series += counter.Series;
        Samples.HoldElsewhere(counter.Peak);
        for (int step = 0; looks && step < grid.Count; step++)
        {
            Samples.Look(step, counted == grid ? counter.PerStep[step] : counter.PerStep.Length == 1 ? counter.PerStep[0] : 0);
        }
    }
}
