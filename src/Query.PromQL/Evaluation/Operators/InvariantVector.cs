using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A vector that is the same at all steps because everything in it is pinned by <c>@</c>, evaluated at one.</summary>
internal sealed class InvariantVector(VectorOperator input, StepGrid grid) : VectorOperator(grid, input)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns once = await input.EvaluateAsync(run).ConfigureAwait(false);
        run.Budget.Hold((long)once.Count * (Grid.Count - 1));
        var result = new SeriesColumns(Grid);
        result.EnsureCapacity(once.Count);
        for (int series = 0; series < once.Count; series++)
        {
            Column point = once[series];
            if (point.IsEmpty)
            {
                continue;
            }

            int row = result.Add(once.LabelsOf(series), once.IsNameDropped(series));
            for (int step = 0; step < Grid.Count; step++)
            {
                if (point.HistogramAt(0) is { } histogram)
                {
                    result.SetHistogram(row, step, histogram);
                }
                else
                {
                    result[row].SetFloat(step, point.Values[0]);
                }
            }
        }

        return result;
    }
}
