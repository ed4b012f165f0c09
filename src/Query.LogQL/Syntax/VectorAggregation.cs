namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>An aggregation over series: <c>sum by (app) (...)</c>.</summary>
/// <param name="Operation">What is computed.</param>
/// <param name="Parameter">How many elements topk and its like keep; 0 for the others.</param>
/// <param name="Operand">The vector.</param>
/// <param name="Grouping">The groups; null when none were written, which is one group of everything.</param>
public sealed record VectorAggregation(VectorOperation Operation, int Parameter, MetricExpr Operand, Grouping? Grouping) : MetricExpr;
