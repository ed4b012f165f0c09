namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>An engine that holds whole texts against one expression. Thread-safe.</summary>
internal interface ITextMatcher
{
    /// <summary>Does the whole text match?</summary>
    bool IsMatch(ReadOnlySpan<char> text);

    /// <summary>The texts of the groups of a match, itself first, null for groups that took no part; null when there is no match.</summary>
    string?[]? Groups(string text);
}
