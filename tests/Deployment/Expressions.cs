using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Deployment;

/// <summary>Looks into PromQL.</summary>
internal static class Expressions
{
    /// <summary>The metrics that an expression selects; fails when it is none.</summary>
    public static IEnumerable<string> MetricsOf(string expression) => SelectorsOf(PromQLParser.Parse(expression, PromQLFeatures.None))
        .Select(static selector => selector.Matchers.First(static matcher => matcher.Name == "__name__").Value);

    private static IEnumerable<VectorSelector> SelectorsOf(Expr? expr) => expr switch
    {
        VectorSelector selector => [selector],
        MatrixSelector matrix => [matrix.Selector],
        ParenExpr paren => SelectorsOf(paren.Inner),
        UnaryExpr unary => SelectorsOf(unary.Operand),
        SubqueryExpr subquery => SelectorsOf(subquery.Inner),
        BinaryExpr binary => SelectorsOf(binary.Left).Concat(SelectorsOf(binary.Right)),
        AggregateExpr aggregate => SelectorsOf(aggregate.Operand).Concat(SelectorsOf(aggregate.Parameter)),
        Call call => call.Arguments.SelectMany(SelectorsOf),
        _ => [],
    };
}
