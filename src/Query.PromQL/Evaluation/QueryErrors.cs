namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>Failures that several parts of the evaluation share.</summary>
internal static class QueryErrors
{
    /// <summary>The query would hold more samples than it may.</summary>
    public static QueryException TooManySamples() =>
        new(QueryErrorKind.Execution, "query processing would load too many samples into memory in query execution");

    /// <summary>Two elements of a vector came to have the same labels.</summary>
    public static QueryException SameLabels() => new(QueryErrorKind.Execution, "vector cannot contain metrics with the same labelset");

    /// <summary>A shard's plan or answer is not what was written.</summary>
    public static QueryException Malformed() => new(QueryErrorKind.Internal, "a shard's plan or answer is malformed");
}
