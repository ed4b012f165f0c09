using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>A leaf of a query while it is put together: what <see cref="ShardPlan"/> says, with scalars that are not evaluated yet.</summary>
internal sealed record LeafDraft(
    ImmutableArray<LabelMatcher> Matchers, SelectorTiming Timing, WindowKind Kind, ImmutableArray<ScalarOperator> Parameters, AnnotationSite Site)
{
    public ImmutableArray<StageDraft> Stages { get; init; } = [];

    public AggregationDraft? Aggregation { get; init; }

    /// <summary>True when only the counts and sums of histograms matter.</summary>
    public bool ReadsStatistics { get; init; }

    /// <summary>True inside of a subquery, whose samples are counted where its windows are.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>True when all series have the same name, so that they stay apart without it.</summary>
    public bool HasOneName => Matchers.Any(static matcher => matcher is { Operator: MatchOperator.Equal, Name: "__name__" });

    public bool DropsName => new WindowSpec(Kind, [], false, false, default).DropsName || Stages.Any(static stage => stage.DropsName);

    public bool IsConstant =>
        Parameters.All(static scalar => scalar.Constant is not null) && Stages.All(static stage => stage.IsConstant) && Aggregation?.IsConstant != false;

    /// <summary>The plan; null when an aggregation's parameter leaves no result.</summary>
    public async ValueTask<ShardPlan?> CompleteAsync(QueryRun run)
    {
        StepScalar[] parameters = await StageDraft.EvaluateAsync(Parameters, run).ConfigureAwait(false);
        var stages = new ColumnStage[Stages.Length];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = await Stages[i].CompleteAsync(run).ConfigureAwait(false);
        }

        AggregationSpec? aggregation = null;
        if (Aggregation is not null)
        {
            aggregation = await Aggregation.CompleteAsync(Timing.Grid, run).ConfigureAwait(false);
            if (aggregation is null)
            {
                return null;
            }
        }

        PromQLFeatures features = run.Options.Features;
        bool usesStarts = features.HasFlag(PromQLFeatures.StartTimestamps) && Kind is WindowKind.Rate or WindowKind.Increase or WindowKind.InstantRate or WindowKind.Resets;
        return new ShardPlan
        {
            Matchers = Matchers,
            Timing = Timing,
            Window = new WindowSpec(Kind, [.. parameters], usesStarts, features.HasFlag(PromQLFeatures.TypeAndUnitLabels), Site),
            ReadsStatistics = ReadsStatistics,
            Stages = [.. stages],
            Aggregation = aggregation,
            RemovesNamesAtOnce = !run.DelaysNameRemoval,
            MaxSamples = run.Options.MaxSamples,
        };
    }
}
