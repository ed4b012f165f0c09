using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A function of two scalars, step by step: an operator, min_of, max_of.</summary>
internal sealed class CombinedScalar(ScalarOperator left, ScalarOperator right, Func<double, double, double> function) : ScalarOperator(left.Grid, left, right)
{
    public override double? Constant => left.Constant is { } one && right.Constant is { } other ? function(one, other) : null;

    public override async ValueTask<StepScalar> EvaluateAsync(QueryRun run)
    {
        StepScalar one = await left.EvaluateAsync(run).ConfigureAwait(false), other = await right.EvaluateAsync(run).ConfigureAwait(false);
        if (one.IsConstant && other.IsConstant)
        {
            return new StepScalar(function(one[0], other[0]));
        }

        double[] result = new double[Grid.Count];
        for (int step = 0; step < result.Length; step++)
        {
            result[step] = function(one[step], other[step]);
        }

        return new StepScalar(result);
    }
}
