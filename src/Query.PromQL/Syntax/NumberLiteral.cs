namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A number; a duration used as a number (<c>5m</c> = 300) keeps that form for printing.</summary>
public sealed record NumberLiteral(double Value, bool IsDuration = false) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Scalar;
}
