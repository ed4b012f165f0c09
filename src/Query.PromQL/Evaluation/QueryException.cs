namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A query that can't be answered, in the words that clients know.</summary>
public sealed class QueryException(QueryErrorKind kind, string message) : Exception(message)
{
    /// <summary>What kind of failure it is; an edge maps it to its status code.</summary>
    public QueryErrorKind Kind { get; } = kind;
}
