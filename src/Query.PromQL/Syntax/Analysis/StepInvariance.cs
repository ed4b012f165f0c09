using System.Collections.Frozen;

namespace Orleans.Obs.Query.PromQL.Syntax.Analysis;

/// <summary>
/// Tells which expressions have the same value at every step of a query, because all their selectors are pinned by <c>@</c>: they are evaluated once. Functions that look
/// at the evaluation time itself spoil it.
/// </summary>
public static class StepInvariance
{
    private static readonly FrozenSet<string> _unsafeFunctions = FrozenSet.Create(
        StringComparer.Ordinal,
        "days_in_month",
        "day_of_month",
        "day_of_week",
        "day_of_year",
        "end",
        "hour",
        "minute",
        "month",
        "predict_linear",
        "range",
        "start",
        "step",
        "time",
        "timestamp",
        "year");

    /// <summary>True for a function whose result depends on the evaluation time even when its arguments do not.</summary>
    public static bool IsUnsafe(FunctionSignature function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _unsafeFunctions.Contains(function.Name);
    }

    /// <summary>Does the expression have the same value at every step?</summary>
    public static bool IsInvariant(Expr expr) => expr switch
    {
        VectorSelector selector => selector.At is not null,
        MatrixSelector matrix => matrix.Selector.At is not null,
        SubqueryExpr subquery => subquery.At is not null,
        NumberLiteral or StringLiteral => true,
        // A bare selector's timestamp is its sample's own.
        Call { Function.Name: "timestamp" } call => WithoutParens(call.Arguments[0]) is VectorSelector { At: not null },
        Call call => !IsUnsafe(call.Function) && call.Arguments.All(IsInvariant),
        _ => expr.Children().All(IsInvariant),
    };

    private static Expr WithoutParens(Expr expr)
    {
        while (expr is ParenExpr paren)
        {
            expr = paren.Inner;
        }

        return expr;
    }
}
