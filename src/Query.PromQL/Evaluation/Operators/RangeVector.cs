namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A range vector that is the whole of an instant query.</summary>
internal abstract class RangeVector(params Operator[] inputs) : Operator(inputs)
{
    public abstract ValueTask<List<ResultSeries>> EvaluateAsync(QueryRun run);
}
