namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>An engine that looks for one expression anywhere in texts. Thread-safe.</summary>
internal interface ITextSearcher
{
    /// <summary>Is there a match?</summary>
    bool IsMatch(ReadOnlySpan<char> text);

    /// <summary>Start and end of the first match and its groups, in turn, -1 for groups that took no part; null when there is none. The search begins at <paramref name="from"/>.</summary>
    int[]? Find(string text, int from);
}
