using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>
/// Pins a query to a time: every selector and every outermost subquery without a timestamp gets <c>@ time</c>, after which it must give the same result whenever it is
/// evaluated. Below a subquery nothing changes. Not every query can be pinned: some functions look at the clock.
/// </summary>
internal sealed class PinnedQuery(long time)
{
    private static readonly HashSet<string> TimeDependent =
    [
        "days_in_month", "day_of_month", "day_of_week", "day_of_year", "hour", "minute", "month", "year", "predict_linear", "time", "timestamp",
        "start", "end", "range", "step",
    ];

    private readonly AtModifier _at = new(AtKind.Timestamp, time);
    private bool _dependsOnTime;

    /// <summary>The pinned query, or null when it depends on the time of its evaluation.</summary>
    public static string? Of(Expr query, long time)
    {
        var pinned = new PinnedQuery(time);
        Expr rewritten = pinned.Rewrite(query);
        return pinned._dependsOnTime ? null : PromQLPrinter.Print(rewritten);
    }

    private Expr Rewrite(Expr expr)
    {
        switch (expr)
        {
            case VectorSelector selector:
                return Pin(selector);
            case MatrixSelector matrix:
                return matrix with { Selector = Pin(matrix.Selector) };
            case SubqueryExpr subquery:
                return subquery.At is { Kind: AtKind.Timestamp } ? subquery : subquery with { At = _at };
            case Call call:
                _dependsOnTime |= TimeDependent.Contains(call.Function.Name);
                return call with { Arguments = [.. call.Arguments.Select(Rewrite)] };
            case AggregateExpr aggregate:
                return aggregate with { Operand = Rewrite(aggregate.Operand), Parameter = aggregate.Parameter is { } parameter ? Rewrite(parameter) : null };
            case BinaryExpr binary:
                return binary with { Left = Rewrite(binary.Left), Right = Rewrite(binary.Right) };
            case UnaryExpr unary:
                return unary with { Operand = Rewrite(unary.Operand) };
            case ParenExpr paren:
                return paren with { Inner = Rewrite(paren.Inner) };
            default:
                return expr;
        }
    }

    private VectorSelector Pin(VectorSelector selector) => selector.At is { Kind: AtKind.Timestamp } ? selector : selector with { At = _at };
}
