using System.Text.RegularExpressions;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>.NET's engine without backtracking.</summary>
/// <exception cref="NotSupportedException">The expression is too large for it.</exception>
internal sealed class DotNetSearcher(RegexNode node) : ITextSearcher
{
    private readonly Regex _regex = new(DotNetRegexWriter.Write(node), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool IsMatch(ReadOnlySpan<char> text) => _regex.IsMatch(text);

    public int[]? Find(string text, int from)
    {
        Match match = _regex.Match(text, from);
        if (!match.Success)
        {
            return null;
        }

        int[] borders = new int[2 * match.Groups.Count];
        for (int i = 0; i < match.Groups.Count; i++)
        {
            Group group = match.Groups[i];
            (borders[2 * i], borders[(2 * i) + 1]) = group.Success ? (group.Index, group.Index + group.Length) : (-1, -1);
        }

        return borders;
    }
}
