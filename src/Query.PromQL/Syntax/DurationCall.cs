using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A function inside a duration expression: <c>step()</c>, <c>range()</c>, <c>min_of(a, b)</c>, <c>max_of(a, b)</c>.</summary>
public sealed record DurationCall(string Function, ImmutableArray<Expr> Arguments) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Scalar;
}
