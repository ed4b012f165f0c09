using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Matching.Regexes;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// A regular expression in RE2's syntax that has to match a whole value. Expressions that are alternations of literals and of texts with <c>.*</c> or <c>.+</c> in them are
/// matched as such; for the others .NET's engine without backtracking is asked, after cheap tests.
/// </summary>
public sealed class RegexPattern : IValuePattern
{
    private const int FewLiterals = 8;
    private const int StackChars = 256;
    private const int CompiledPatterns = 1024;

    private static readonly BoundedCache<string, RegexPattern> _compiled = new(CompiledPatterns);

    private readonly Lazy<Regex>? _regex;
    private readonly PikeMachine? _machine;
    private readonly bool _isExpanded;
    private readonly ImmutableArray<Wildcard> _wildcards;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>? _literals;
    private readonly byte[] _prefix;

    private RegexPattern(string pattern)
    {
        RegexNode node = RegexParser.Parse(pattern);
        GroupNames = [.. CollectNames(node)];
        bool onDotNet = DotNetRegexWriter.CanWrite(node);
        _regex = onDotNet ? new Lazy<Regex>(() => Translate(node, pattern)) : null;
        _machine = onDotNet ? null : BuildMachine(node, pattern);
        ImmutableArray<Wildcard> expanded = WildcardAnalysis.Expand(node);
        _isExpanded = !expanded.IsDefault;
        _wildcards = _isExpanded ? [.. expanded.Where(w => !w.IsLiteral)] : [];
        _prefix = WildcardAnalysis.Prefix(node);
        if (!_isExpanded)
        {
            // Find out now whether it is too large, not at the first match.
            _ = _regex?.Value;
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

    /// <summary>Compiles an expression; the last thousand or so stay compiled.</summary>
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
            return MatchesRegex(value);
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
    internal string?[]? Groups(string text)
    {
        if (_machine is not null)
        {
            return _machine.Match(text) is { } slots ? [.. slots.Chunk(2).Select(s => s[1] < 0 ? null : text[s[0]..s[1]])] : null;
        }

        return _regex!.Value.Match(text) is { Success: true } match ? [.. match.Groups.Values.Select(g => g.Success ? g.Value : null)] : null;
    }

    private bool MatchesRegex(ReadOnlySpan<byte> value)
    {
        char[]? rented = value.Length > StackChars ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        try
        {
            Span<char> chars = rented ?? stackalloc char[StackChars];
            chars = chars[..Encoding.UTF8.GetChars(value, chars)];
            return _machine is null ? _regex!.Value.IsMatch(chars) : _machine.Match(chars) is not null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private static Regex Translate(RegexNode node, string pattern)
    {
        try
        {
            return new Regex(DotNetRegexWriter.WriteAnchored(node), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }

    private static PikeMachine BuildMachine(RegexNode node, string pattern)
    {
        try
        {
            return new PikeMachine(node);
        }
        catch (NotSupportedException)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }

    private static IEnumerable<string?> CollectNames(RegexNode node) => node switch
    {
        RegexNode.Capture capture => CollectNames(capture.Inner).Prepend(capture.Name),
        RegexNode.Repetition repetition => CollectNames(repetition.Inner),
        RegexNode.Concatenation concatenation => concatenation.Parts.SelectMany(CollectNames),
        RegexNode.Alternation alternation => alternation.Parts.SelectMany(CollectNames),
        _ => [],
    };
}
