using System.Text.RegularExpressions;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>.NET's engine without backtracking.</summary>
/// <exception cref="NotSupportedException">The expression is too large for it.</exception>
internal sealed class DotNetMatcher(RegexNode node) : ITextMatcher
{
    private readonly Regex _regex = new(DotNetRegexWriter.WriteAnchored(node), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool IsMatch(ReadOnlySpan<char> text) => _regex.IsMatch(text);

    public string?[]? Groups(string text) => _regex.Match(text) is { Success: true } match ? [.. match.Groups.Values.Select(g => g.Success ? g.Value : null)] : null;
}
