using System.Collections.Immutable;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>A stage whose scalars are not evaluated yet.</summary>
internal sealed record StageDraft(bool DropsName, ImmutableArray<ScalarOperator> Scalars, Func<StepScalar[], ColumnStage> Create)
{
    /// <summary>A stage without scalars.</summary>
    public static StageDraft Of(ColumnStage stage) => new(stage.DropsName, [], _ => stage);

    public bool IsConstant => Scalars.All(static scalar => scalar.Constant is not null);

    public async ValueTask<ColumnStage> CompleteAsync(QueryRun run) => Create(await EvaluateAsync(Scalars, run).ConfigureAwait(false));

    public static async ValueTask<StepScalar[]> EvaluateAsync(ImmutableArray<ScalarOperator> scalars, QueryRun run)
    {
        var values = new StepScalar[scalars.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = await scalars[i].EvaluateAsync(run).ConfigureAwait(false);
        }

        return values;
    }
}
