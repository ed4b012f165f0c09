using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>A regular expression that has to match a whole value.</summary>
public sealed class RegexPattern : IValuePattern
{
    private readonly Regex _regex;

    private RegexPattern(string pattern) =>
        _regex = new Regex($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <inheritdoc/>
    public ImmutableArray<ReadOnlyMemory<byte>> Literals => default;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix => default;

    /// <inheritdoc/>
    public bool MatchesEverything => false;

    /// <summary>Compiles a pattern in RE2's syntax.</summary>
    /// <exception cref="RegexSyntaxException">It is none.</exception>
    public static RegexPattern Compile(string pattern)
    {
        try
        {
            return new RegexPattern(pattern);
        }
        catch (ArgumentException)
        {
            throw new RegexSyntaxException("invalid syntax", pattern);
        }
    }

    /// <inheritdoc/>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            return _regex.IsMatch(chars.AsSpan(0, Encoding.UTF8.GetChars(value, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
