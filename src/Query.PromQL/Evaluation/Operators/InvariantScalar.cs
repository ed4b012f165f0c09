using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A scalar that is the same at all steps, evaluated at one.</summary>
internal sealed class InvariantScalar(ScalarOperator input, StepGrid grid) : ScalarOperator(grid, input)
{
    public override double? Constant => input.Constant;

    public override async ValueTask<StepScalar> EvaluateAsync(QueryRun run) => new((await input.EvaluateAsync(run).ConfigureAwait(false))[0]);
}
