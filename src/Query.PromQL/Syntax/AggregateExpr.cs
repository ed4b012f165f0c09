using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>An aggregation. Without a <c>by</c> or <c>without</c> clause, <see cref="Grouping"/> is empty and <see cref="Without"/> false: one group.</summary>
public sealed record AggregateExpr(AggregateOperator Operator, Expr Operand, Expr? Parameter, ImmutableArray<string> Grouping, bool Without) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Vector;
}
