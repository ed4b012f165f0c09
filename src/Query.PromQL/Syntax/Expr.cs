namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A node of a parsed query. Immutable.</summary>
public abstract record Expr
{
    /// <summary>Where the node stands in the query text.</summary>
    public SourceRange Source { get; init; }

    /// <summary>What the node evaluates to.</summary>
    public abstract PromQLType Type { get; }
}
