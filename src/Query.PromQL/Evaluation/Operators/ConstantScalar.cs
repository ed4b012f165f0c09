using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A number.</summary>
internal sealed class ConstantScalar(double value, StepGrid grid) : ScalarOperator(grid)
{
    public override double? Constant => value;

    public override ValueTask<StepScalar> EvaluateAsync(QueryRun run) => new(new StepScalar(value));
}
