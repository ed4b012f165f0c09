using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>What the operators of one query share. Not thread-safe: results are awaited one after the other.</summary>
internal sealed class QueryContext(IMetricsShards shards, PromQLEngineOptions options, QueryRequest request, StepGrid grid, CancellationToken cancellationToken)
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

    /// <summary>Lets all shards execute a plan, at the same time.</summary>
    public async Task<ReadOnlyMemory<byte>[]> AskShardsAsync(ReadOnlyMemory<byte> plan)
    {
        var answers = new Task<ReadOnlyMemory<byte>>[Shards.Count];
        for (int shard = 0; shard < answers.Length; shard++)
        {
            answers[shard] = Shards.ExecuteAsync(shard, plan, CancellationToken).AsTask();
        }

        return await Task.WhenAll(answers).ConfigureAwait(false);
    }

    /// <summary>Adds what was counted on the grid of some operator: step by step on the query's own grid, at every step if it does not depend on the step.</summary>
    public void Count(StepGrid counted, long[] perStep)
    {
        for (int step = 0; step < grid.Count; step++)
        {
            if (counted == grid)
            {
                Samples.Look(step, perStep[step]);
            }
            else if (perStep.Length == 1)
            {
                Samples.Look(step, perStep[0]);
            }
        }
    }
}
