namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary><c>label_replace</c>: where a label matches a pattern as a whole, another one is set.</summary>
public sealed record LabelReplace(MetricExpr Operand, string Destination, string Replacement, string Source, string Pattern) : MetricExpr;
