using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>absent() and absent_over_time(): 1 at the steps at which a vector has no element.</summary>
internal sealed class AbsentVector(VectorOperator input, LabelSet labels) : VectorOperator(input.Grid, input)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        ulong[] present = MatchGroups.AnyPresent(await input.EvaluateAsync(run).ConfigureAwait(false));
        var result = new SeriesColumns(Grid);
        result.Add(labels, nameDropped: false);
        for (int step = 0; step < Grid.Count; step++)
        {
            if ((present[step >> 6] & (1UL << step)) == 0)
            {
                result[0].SetFloat(step, 1);
            }
        }

        result.RemoveEmpty();
        return result;
    }
}
