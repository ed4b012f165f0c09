namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>A parsed query: one for lines (<see cref="LogExpr"/>) or one for numbers (<see cref="MetricExpr"/>). Immutable.</summary>
public abstract record LogQLExpr;
