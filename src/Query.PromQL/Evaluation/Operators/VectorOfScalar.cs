using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>vector(): one element without labels.</summary>
internal sealed class VectorOfScalar(ScalarOperator input) : VectorOperator(input.Grid, input)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        StepScalar scalar = await input.EvaluateAsync(run).ConfigureAwait(false);
        var result = new SeriesColumns(Grid);
        result.Add(LabelSet.Empty, nameDropped: false);
        for (int step = 0; step < Grid.Count; step++)
        {
            result[0].SetFloat(step, scalar[step]);
        }

        return result;
    }
}
