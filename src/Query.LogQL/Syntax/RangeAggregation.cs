namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>What the lines in a window before each step come to: <c>rate({app="x"}[5m])</c>.</summary>
/// <param name="Operation">What is computed.</param>
/// <param name="Parameter">The quantile, where one is wanted.</param>
/// <param name="Range">The lines and the window.</param>
/// <param name="Grouping">Which labels make the series; null: those that are left.</param>
public sealed record RangeAggregation(RangeOperation Operation, double? Parameter, LogRange Range, Grouping? Grouping) : MetricExpr;
