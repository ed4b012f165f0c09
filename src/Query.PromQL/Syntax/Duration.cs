namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>
/// A duration in a query: milliseconds, or an arithmetic expression over durations (feature <c>promql-duration-expr</c>) that is folded into milliseconds when the query's
/// start, end and step are known.
/// </summary>
/// <param name="Milliseconds">The value; meaningless while <paramref name="Expression"/> is set.</param>
/// <param name="Expression">The unfolded expression, or null.</param>
public readonly record struct Duration(long Milliseconds, Expr? Expression = null)
{
    /// <summary>No duration.</summary>
    public static Duration Zero => default;
}
