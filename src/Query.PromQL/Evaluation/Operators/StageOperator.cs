using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A stage applied here, because its input is not a leaf.</summary>
internal sealed class StageOperator(VectorOperator input, StageDraft draft) : VectorOperator(input.Grid, [input, .. draft.Scalars])
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        ColumnStage stage = await draft.CompleteAsync(run).ConfigureAwait(false);
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        for (int series = 0; series < vector.Count; series++)
        {
            stage.Apply(vector[series], Grid, run.Annotations);
        }

        vector.RemoveEmpty();
        if (stage.DropsName)
        {
            NameRemoval.Drop(vector, run.DelaysNameRemoval);
        }

        return vector;
    }
}
