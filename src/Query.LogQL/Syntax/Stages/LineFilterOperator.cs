namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>How a line filter looks.</summary>
public enum LineFilterOperator : byte
{
    /// <summary>The line contains the text.</summary>
    Contains,

    /// <summary>It does not.</summary>
    NotContains,

    /// <summary>The regular expression matches somewhere.</summary>
    Regex,

    /// <summary>It does not.</summary>
    NotRegex,

    /// <summary>The pattern with wildcards matches.</summary>
    Pattern,

    /// <summary>It does not.</summary>
    NotPattern,
}
