using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A scalar that is the same at all steps, evaluated at one.</summary>
internal sealed class InvariantScalar(ScalarOperator input, StepGrid grid) : ScalarOperator(grid, input)
{
    public override double? Constant => input.Constant;

    public override async ValueTask<StepScalar> EvaluateAsync(QueryContext context) => new((await input.EvaluateAsync(context).ConfigureAwait(false))[0]);
}
