using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A vector that never has an element.</summary>
internal sealed class EmptyVector(StepGrid grid) : VectorOperator(grid)
{
    public override ValueTask<SeriesColumns> EvaluateAsync(QueryRun run) => new(new SeriesColumns(Grid));
}
