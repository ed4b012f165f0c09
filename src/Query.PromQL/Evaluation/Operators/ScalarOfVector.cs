using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>scalar(): the one float of a vector; NaN where it has none or several.</summary>
internal sealed class ScalarOfVector(VectorOperator input) : ScalarOperator(input.Grid, input)
{
    public override async ValueTask<StepScalar> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        double[] result = new double[Grid.Count];
        int[] floats = new int[Grid.Count];
        for (int series = 0; series < vector.Count; series++)
        {
            Column column = vector[series];
            foreach (int step in column.PresentSteps())
            {
                if (column.HistogramAt(step) is null)
                {
                    result[step] = column.Values[step];
                    floats[step]++;
                }
            }
        }

        for (int step = 0; step < result.Length; step++)
        {
            if (floats[step] != 1)
            {
                result[step] = double.NaN;
            }
        }

        return new StepScalar(result);
    }
}
