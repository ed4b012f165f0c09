namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>Two operands and an operator. <see cref="Matching"/> is set exactly when both sides are vectors.</summary>
public sealed record BinaryExpr(BinaryOperator Operator, Expr Left, Expr Right, bool ReturnBool, VectorMatching? Matching) : Expr
{
    /// <inheritdoc/>
    public override PromQLType Type => Left.Type == PromQLType.Scalar && Right.Type == PromQLType.Scalar ? PromQLType.Scalar : PromQLType.Vector;
}
