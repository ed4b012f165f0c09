namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Two vectors, or a vector and a number, and an operator between them.</summary>
public sealed record BinaryExpr(BinaryOperator Operator, MetricExpr Left, MetricExpr Right, bool ReturnBool, VectorMatching Matching) : MetricExpr;
