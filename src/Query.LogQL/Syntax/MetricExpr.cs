namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>A query for numbers.</summary>
public abstract record MetricExpr : LogQLExpr
{
    /// <summary>Why the expression means nothing although the grammar allows it; told when the whole query is read, the outermost first.</summary>
    internal string? Fault { get; init; }
}
