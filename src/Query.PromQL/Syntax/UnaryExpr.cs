namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary><c>-x</c> or <c>+x</c>.</summary>
public sealed record UnaryExpr(bool Negate, Expr Operand) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => Operand.Type;
}
