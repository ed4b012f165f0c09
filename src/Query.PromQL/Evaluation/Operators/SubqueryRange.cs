using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A subquery by itself: its inner expression at all its times.</summary>
internal sealed class SubqueryRange(VectorOperator inner) : RangeVector(inner)
{
    public override async ValueTask<List<ResultSeries>> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await inner.EvaluateAsync(run).ConfigureAwait(false);
        if (run.DelaysNameRemoval)
        {
            Labels.NameRemoval.Complete(vector);
        }

        return ResultColumns.ToSeries(vector);
    }
}
