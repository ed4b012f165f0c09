namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A subquery: <c>expr[30m:1m]</c>.</summary>
/// <param name="Inner">The expression to evaluate along the range.</param>
/// <param name="Range">How far back.</param>
/// <param name="Step">The resolution; null takes the server's default.</param>
public sealed record SubqueryExpr(Expr Inner, Duration Range, Duration? Step) : Expr
{
    /// <summary>How far back to look; negative looks ahead.</summary>
    public Duration Offset { get; init; }

    /// <summary>The time the subquery is pinned to, or null.</summary>
    public AtModifier? At { get; init; }

    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Matrix;
}
