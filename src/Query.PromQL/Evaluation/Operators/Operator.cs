namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A node of a query's execution: it has evaluation times of its own (a subquery's are other than the query's) and gives one result, once.</summary>
internal abstract class Operator(params Operator[] inputs)
{
    /// <summary>Lets shards begin with everything that depends on nothing else, before results are awaited one after the other.</summary>
    public virtual void Start(QueryRun run)
    {
        foreach (Operator input in inputs)
        {
            input.Start(run);
        }
    }
}
