using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>Finds the selectors of a query.</summary>
internal static class Selectors
{
    public static IEnumerable<VectorSelector> Of(Expr? expr) => expr switch
    {
        VectorSelector selector => [selector],
        MatrixSelector matrix => [matrix.Selector],
        ParenExpr paren => Of(paren.Inner),
        UnaryExpr unary => Of(unary.Operand),
        SubqueryExpr subquery => Of(subquery.Inner),
        BinaryExpr binary => Of(binary.Left).Concat(Of(binary.Right)),
        AggregateExpr aggregate => Of(aggregate.Operand).Concat(Of(aggregate.Parameter)),
        Call call => call.Arguments.SelectMany(Of),
        _ => [],
    };
}
