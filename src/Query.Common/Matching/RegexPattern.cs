using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching.Regexes;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// A regular expression in RE2's syntax that has to match a whole value. Expressions that are alternations of literals and of texts with <c>.*</c> or <c>.+</c> in them are
/// matched as such; for the others .NET's engine without backtracking is asked, or, where its notions differ, one of our own.
/// </summary>
public sealed class RegexPattern : IValuePattern
{
    private const int FewLiterals = 8;
    private const int StackChars = 256;
    private const int LongestOnEngine = 1 << 16;
    private const int CacheCapacity = 1 << 20;
    private const int CostOfPattern = 1024;

    private static readonly BoundedCache<string, RegexPattern> _compiled = new(CacheCapacity, pattern => CostOfPattern + pattern.Length);

    private readonly Lazy<ITextMatcher> _matcher;
    private readonly bool _isExpanded;
    private readonly ImmutableArray<Wildcard> _wildcards;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>? _literals;
    private readonly byte[] _prefix;

    private RegexPattern(string pattern)
    {
        RegexNode node = RegexParser.Parse(pattern);
        GroupNames = [.. RegexNames.Of(node)];
        _matcher = new Lazy<ITextMatcher>(() => BuildMatcher(node, pattern));
        ImmutableArray<Wildcard> expanded = WildcardAnalysis.Expand(node);
        _isExpanded = !expanded.IsDefault;
        _wildcards = _isExpanded ? [.. expanded.Where(w => !w.IsLiteral)] : [];
        _prefix = WildcardAnalysis.Prefix(node);
        if (!_isExpanded)
        {
            // Find out now whether it is too large, not at the first match.
            _ = _matcher.Value;
            return;
        }

        byte[][] literals = [.. expanded.Where(w => w.IsLiteral).Select(w => w.Texts[0])];
        if (literals.Length > FewLiterals)
        {
            _literals = new HashSet<byte[]>(literals, Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
        }
        else
        {
            _wildcards = [.. literals.Select(Wildcard.Literal), .. _wildcards];
        }

        MatchesEverything = expanded.Any(w => w.IsAnything);
        if (expanded.All(w => w.IsLiteral))
        {
            Literals = [.. literals.Select(l => (ReadOnlyMemory<byte>)l)];
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<ReadOnlyMemory<byte>> Literals { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix => _prefix;

    /// <inheritdoc/>
    public bool MatchesEverything { get; }

    /// <summary>The names of the capturing groups, in the order of their numbers from 1; null for those without.</summary>
    internal ImmutableArray<string?> GroupNames { get; }

    /// <summary>Compiles an expression; the last thousand or so stay compiled, fewer when they are long.</summary>
    /// <exception cref="RegexSyntaxException">It is malformed or too large.</exception>
    public static RegexPattern Compile(string pattern) => _compiled.GetOrAdd(pattern, p => new RegexPattern(p));

    /// <inheritdoc/>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith(_prefix))
        {
            return false;
        }

        if (!_isExpanded)
        {
            return MatchesText(value);
        }

        if (_literals is { } literals && literals.Contains(value))
        {
            return true;
        }

        foreach (Wildcard wildcard in _wildcards)
        {
            if (wildcard.Matches(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The texts of the groups when the whole text matches, itself first, null for groups that took no part; null when it doesn't match.</summary>
    /// <exception cref="RegexSyntaxException">The expression is a set of literals or wildcards, and too large for anything but that.</exception>
    internal string?[]? Groups(string text) => _matcher.Value.Groups(text);

    private bool MatchesText(ReadOnlySpan<byte> value)
    {
        char[]? rented = value.Length > StackChars ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        try
        {
            Span<char> chars = rented ?? stackalloc char[StackChars];
            return _matcher.Value.IsMatch(chars[..Encoding.UTF8.GetChars(value, chars)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private static ITextMatcher BuildMatcher(RegexNode node, string pattern)
    {
        if (pattern.Length > LongestOnEngine)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }

        if (DotNetRegexWriter.CanWrite(node))
        {
            try
            {
                return new DotNetMatcher(node);
            }
            catch (NotSupportedException)
            {
                // Too large for it; the other engine is slower but takes more.
            }
        }

        try
        {
            return new PikeMachine(node);
        }
        catch (NotSupportedException)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }
}
