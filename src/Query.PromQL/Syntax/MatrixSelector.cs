namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A range vector selector: <c>x[5m]</c>; offset, @ and the extended modifiers are the selector's.</summary>
public sealed record MatrixSelector(VectorSelector Selector, Duration Range) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Matrix;
}
