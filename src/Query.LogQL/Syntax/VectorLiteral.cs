namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary><c>vector(n)</c>: one element without labels at each step.</summary>
public sealed record VectorLiteral(double Value) : MetricExpr;
