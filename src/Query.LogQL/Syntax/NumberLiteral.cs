namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>A number.</summary>
public sealed record NumberLiteral(double Value) : MetricExpr;
