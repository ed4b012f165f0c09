using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>sort() and sort_desc(): the floats of an instant query by value, NaN last either way. A range query is ordered by labels whatever it asks for; a warning tells so.</summary>
internal sealed class SortedVector(VectorOperator input, bool descending, AnnotationSite site) : VectorOperator(input.Grid, input)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        for (int series = 0; series < vector.Count; series++)
        {
            Column column = vector[series];
            foreach (int step in column.PresentSteps())
            {
                if (column.HistogramAt(step) is not null)
                {
                    column.Remove(step);
                }
            }
        }

        vector.RemoveEmpty();
        if (Grid.Count > 1)
        {
            run.Annotations.Warn(AnnotationText.SortInRangeQuery, site);
            return vector;
        }

        double[] values = new double[vector.Count];
        for (int series = 0; series < values.Length; series++)
        {
            values[series] = vector[series].Values[0];
        }

        int[] order = [.. Enumerable.Range(0, values.Length)
            .OrderBy(series => double.IsNaN(values[series]))
            .ThenBy(series => descending ? -values[series] : values[series])];
        vector.Reorder(order);
        return vector;
    }
}
