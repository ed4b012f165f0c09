namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>What stands behind <c>@</c>.</summary>
public enum AtKind
{
    /// <summary>A timestamp.</summary>
    Timestamp,

    /// <summary><c>start()</c></summary>
    Start,

    /// <summary><c>end()</c></summary>
    End,
}
