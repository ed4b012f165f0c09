using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>An operator that gives a scalar.</summary>
internal abstract class ScalarOperator(StepGrid grid, params Operator[] inputs) : Operator(inputs)
{
    public StepGrid Grid { get; } = grid;

    /// <summary>The value when it is known without evaluation.</summary>
    public virtual double? Constant => null;

    public abstract ValueTask<StepScalar> EvaluateAsync(QueryRun run);
}
