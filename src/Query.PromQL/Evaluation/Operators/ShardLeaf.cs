using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A part of the query that the shards evaluate, each over its own series; here their answers are put together.</summary>
internal sealed class ShardLeaf(LeafDraft draft) : VectorOperator(draft.Timing.Grid, Scalars(draft))
{
    private Task<ShardAnswers?>? _answers;

    public LeafDraft Draft { get; } = draft;

    /// <summary>True while something that is done to each series alone can be done in the shards.</summary>
    public bool TakesStages => Draft.Aggregation is null;

    public ShardLeaf With(StageDraft stage) => new(Draft with { Stages = Draft.Stages.Add(stage) });

    public ShardLeaf With(AggregationDraft aggregation) => new(Draft with { Aggregation = aggregation });

    public override void Start(QueryRun run)
    {
        base.Start(run);
        if (Draft.IsConstant)
        {
            _answers = AskAsync(run);
        }
    }

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        ShardAnswers? answers = await (_answers ?? AskAsync(run)).ConfigureAwait(false);
        if (answers is null)
        {
            return new SeriesColumns(Grid);
        }

        var counter = new SampleCounter(Grid.Count, run.Options.MaxSamples);
        SeriesColumns result = answers.Plan.Aggregation is null ? Collect(answers, counter, run) : Gather(answers, answers.Plan.Aggregation, counter, run);
        run.Take(counter, Grid, looks: !Draft.IsUncounted);
        return result;
    }

    private async Task<ShardAnswers?> AskAsync(QueryRun run)
    {
        ShardPlan? plan = await Draft.CompleteAsync(run).ConfigureAwait(false);
        return plan is null ? null : new ShardAnswers(plan, await run.AskShardsAsync(ShardPlanCodec.Encode(plan)).ConfigureAwait(false));
    }

    private SeriesColumns Collect(ShardAnswers answers, SampleCounter counter, QueryRun run)
    {
        var result = new SeriesColumns(Grid);
        bool nameDropped = answers.Plan.DropsName && !answers.Plan.RemovesNamesAtOnce;
        foreach (ReadOnlyMemory<byte> answer in answers.Encoded)
        {
            var reader = new WireReader(answer.Span);
            ShardAnswer.ReadSeries(ref reader, result, nameDropped);
            ShardAnswer.ReadEnd(ref reader, counter, run.Annotations);
        }

        if (answers.Plan.DropsName && answers.Plan.RemovesNamesAtOnce)
        {
            // A range function never joins series; functions of instant vectors do, where they do not overlap.
            if (answers.Plan.Window is { DropsName: true, IsInstant: false })
            {
                DuplicateLabels.Refuse(result);
            }
            else
            {
                DuplicateLabels.Merge(result);
            }
        }

        return result;
    }

    private SeriesColumns Gather(ShardAnswers answers, AggregationSpec spec, SampleCounter counter, QueryRun run)
    {
        var groups = new GroupTable();
        Aggregation aggregation = spec.Create(Grid, run.Annotations);
        foreach (ReadOnlyMemory<byte> answer in answers.Encoded)
        {
            var reader = new WireReader(answer.Span);
            ShardAnswer.ReadGroups(ref reader, groups, aggregation);
            ShardAnswer.ReadEnd(ref reader, counter, run.Annotations);
        }

        var result = new SeriesColumns(Grid);
        aggregation.Finish(groups, result);
        result.RemoveEmpty();
        return result;
    }

    private static Operator[] Scalars(LeafDraft draft) =>
        [.. draft.Parameters, .. draft.Stages.SelectMany(static stage => stage.Scalars), .. draft.Aggregation?.Parameter is { } parameter ? [parameter] : Array.Empty<Operator>()];

    /// <summary>A plan and what the shards answered to it.</summary>
    private sealed record ShardAnswers(ShardPlan Plan, ReadOnlyMemory<byte>[] Encoded);
}
