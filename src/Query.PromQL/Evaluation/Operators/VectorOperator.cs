using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>An operator that gives an instant vector. The result belongs to whoever asked, who may change it.</summary>
internal abstract class VectorOperator(StepGrid grid, params Operator[] inputs) : Operator(inputs)
{
    public StepGrid Grid { get; } = grid;

    public abstract ValueTask<SeriesColumns> EvaluateAsync(QueryRun run);
}
