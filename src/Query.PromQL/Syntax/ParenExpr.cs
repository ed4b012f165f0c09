namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A parenthesised expression.</summary>
public sealed record ParenExpr(Expr Inner) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => Inner.Type;
}
