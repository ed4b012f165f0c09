namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A text.</summary>
public sealed record StringLiteral(string Value) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.String;
}
