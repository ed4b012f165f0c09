using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>time(): the evaluation time in seconds.</summary>
internal sealed class TimeScalar(StepGrid grid) : ScalarOperator(grid)
{
    public override ValueTask<StepScalar> EvaluateAsync(QueryRun run)
    {
        double[] times = new double[Grid.Count];
        for (int step = 0; step < times.Length; step++)
        {
            times[step] = Grid.TimeOf(step) / 1000.0;
        }

        return new(new StepScalar(times));
    }
}
