using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A part of the query that is evaluated where the data is, shard by shard.</summary>
internal sealed class ShardLeaf(LeafDraft draft) : VectorOperator(draft.Timing.Grid, Scalars(draft))
{
    private Task<LeafPart?>? _part;

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
            _part = BeginAsync(run);
        }
    }

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        LeafPart? part = await (_part ?? BeginAsync(run)).ConfigureAwait(false);
        if (part is null)
        {
            return new SeriesColumns(Grid);
        }

        SeriesColumns result = part.Aggregation is null ? Named(part) : Gathered(part);
        run.Take(part, looks: !Draft.IsUncounted);
        return result;
    }

    private async Task<LeafPart?> BeginAsync(QueryRun run)
    {
        ShardPlan? plan = await Draft.CompleteAsync(run).ConfigureAwait(false);
        return plan is null ? null : await run.EvaluateAsync(plan).ConfigureAwait(false);
    }

    private static SeriesColumns Named(LeafPart part)
    {
        if (part.Plan.DropsName && part.Plan.RemovesNamesAtOnce)
        {
            // A range function never joins series; functions of instant vectors do, where they do not overlap.
            if (part.Plan.Window is { DropsName: true, IsInstant: false })
            {
                DuplicateLabels.Refuse(part.Series);
            }
            else
            {
                DuplicateLabels.Merge(part.Series);
            }
        }

        return part.Series;
    }

    private SeriesColumns Gathered(LeafPart part)
    {
        var result = new SeriesColumns(Grid);
        part.Aggregation!.Finish(part.Groups, result);
        result.RemoveEmpty();
        return result;
    }

    private static Operator[] Scalars(LeafDraft draft) =>
        [.. draft.Parameters, .. draft.Stages.SelectMany(static stage => stage.Scalars), .. draft.Aggregation?.Parameter is { } parameter ? [parameter] : Array.Empty<Operator>()];
}
