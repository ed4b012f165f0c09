namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>Parses, plans and evaluates PromQL: selectors, functions over them and partial aggregations in the shards, the rest here. Thread-safe.</summary>
public sealed class PromQLEngine(PromQLEngineOptions options)
{
    /// <summary>The settings.</summary>
    public PromQLEngineOptions Options { get; } = options;

    /// <summary>Evaluates a query over a tenant's shards.</summary>
    /// <exception cref="QueryException">The query can't be answered.</exception>
    public Task<QueryResult> ExecuteAsync(QueryRequest request, IMetricsShards shards, CancellationToken cancellationToken) => throw new NotImplementedException();
}
