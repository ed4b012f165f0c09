using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax.Analysis;

/// <summary>Walking trees of expressions.</summary>
public static class ExprChildren
{
    /// <summary>The expressions directly below, in the order of the text; durations are not among them.</summary>
    public static ImmutableArray<Expr> Children(this Expr expr) => expr switch
    {
        AggregateExpr { Parameter: { } parameter } aggregate => [parameter, aggregate.Operand],
        AggregateExpr aggregate => [aggregate.Operand],
        BinaryExpr binary => [binary.Left, binary.Right],
        Call call => call.Arguments,
        MatrixSelector matrix => [matrix.Selector],
        SubqueryExpr subquery => [subquery.Inner],
        ParenExpr paren => [paren.Inner],
        UnaryExpr unary => [unary.Operand],
        _ => [],
    };
}
