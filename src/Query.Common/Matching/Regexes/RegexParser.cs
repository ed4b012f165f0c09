using System.Collections.Immutable;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Reads RE2's syntax with Go's errors. By recursive descent; flags hold to the end of the group that they stand in. Whether the dot matches line feeds from the start depends on
/// what the expression is for: those of matchers do, as Prometheus and Loki compile them, those that search lines don't.
/// </summary>
internal sealed partial class RegexParser
{
    private const int MaxDepth = 500;
    private const int MaxRepeat = 1000;

    private readonly string _pattern;
    private int _position;
    private int _depth;
    private Flags _flags;

    private RegexParser(string pattern, bool dotMatchesNewline)
    {
        _pattern = pattern;
        _flags = new Flags(IgnoreCase: false, MultiLine: false, dotMatchesNewline, Lazy: false);
    }

    private readonly record struct Flags(bool IgnoreCase, bool MultiLine, bool DotMatchesNewline, bool Lazy);

    private bool AtEnd => _position >= _pattern.Length;

    /// <summary>Parses a pattern; its dot matches line feeds unless <c>(?-s)</c> says otherwise.</summary>
    /// <exception cref="RegexSyntaxException">It is none.</exception>
    public static RegexNode Parse(string pattern) => Parse(pattern, dotMatchesNewline: true);

    /// <summary>Parses a pattern; <c>(?s)</c> and <c>(?-s)</c> override what the dot matches from the start.</summary>
    /// <exception cref="RegexSyntaxException">It is none.</exception>
    public static RegexNode Parse(string pattern, bool dotMatchesNewline)
    {
        var parser = new RegexParser(pattern, dotMatchesNewline);
        RegexNode node = parser.ParseAlternation();
        return parser.AtEnd ? node : throw new RegexSyntaxException("unexpected )", pattern);
    }

    private RegexNode ParseAlternation()
    {
        if (++_depth > MaxDepth)
        {
            throw new RegexSyntaxException("expression nests too deeply", _pattern);
        }

        ImmutableArray<RegexNode>.Builder parts = ImmutableArray.CreateBuilder<RegexNode>();
        do
        {
            parts.Add(ParseConcatenation());
        }
        while (Accept('|'));
        _depth--;
        return parts.Count == 1 ? parts[0] : new RegexNode.Alternation(parts.ToImmutable());
    }

    private RegexNode ParseConcatenation()
    {
        List<RegexNode> parts = [];
        int lastRepeat = -1;
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            int start = _position;
            bool repeated = false;
            switch (_pattern[_position])
            {
                case '*' or '+' or '?':
                    char op = _pattern[_position++];
                    Repeat(parts, op == '+' ? 1 : 0, op == '?' ? 1 : null, start, lastRepeat);
                    repeated = true;
                    break;
                case '{' when TryParseCounts(out int min, out int? max):
                    if (min > MaxRepeat || max > MaxRepeat || min > max)
                    {
                        throw Error("invalid repeat count", start);
                    }

                    Repeat(parts, min, max, start, lastRepeat);
                    repeated = true;
                    break;
                case '(':
                    if (ParseGroup() is { } group)
                    {
                        parts.Add(group);
                    }

                    break;
                case '\\' when _pattern.AsSpan(_position).StartsWith("\\Q", StringComparison.Ordinal):
                    ParseQuoted(parts);
                    break;
                default:
                    parts.Add(ParseAtom());
                    break;
            }

            lastRepeat = repeated ? start : -1;
        }

        return parts.Count == 1 ? parts[0] : new RegexNode.Concatenation([.. parts]);
    }

    private void Repeat(List<RegexNode> parts, int min, int? max, int start, int lastRepeat)
    {
        bool lazy = _flags.Lazy ^ Accept('?');
        if (lastRepeat >= 0)
        {
            throw Error("invalid nested repetition operator", lastRepeat);
        }

        if (parts.Count == 0)
        {
            throw Error("missing argument to repetition operator", start);
        }

        var repetition = new RegexNode.Repetition(parts[^1], min, max, lazy);
        bool counted = _pattern[start] == '{';
        if (counted && (min >= 2 || max >= 2) && !RepeatsAtMost(repetition, MaxRepeat))
        {
            throw Error("invalid repeat count", start);
        }

        parts[^1] = repetition;
    }

    // Nested counts multiply.
    private static bool RepeatsAtMost(RegexNode node, int limit) => node switch
    {
        RegexNode.Repetition { Max: 0 } => true,
        RegexNode.Repetition { Min: 0 or 1, Max: null } r => RepeatsAtMost(r.Inner, limit),
        RegexNode.Repetition r => (r.Max ?? r.Min) <= limit && RepeatsAtMost(r.Inner, limit / (r.Max ?? r.Min)),
        RegexNode.Capture c => RepeatsAtMost(c.Inner, limit),
        RegexNode.Concatenation c => c.Parts.All(p => RepeatsAtMost(p, limit)),
        RegexNode.Alternation a => a.Parts.All(p => RepeatsAtMost(p, limit)),
        _ => true,
    };

    // "{2}", "{2,}" or "{2,5}"; anything else is literal text.
    private bool TryParseCounts(out int min, out int? max)
    {
        int start = _position++;
        max = null;
        bool valid = TryParseCount(out min);
        if (valid && Accept(','))
        {
            if (!AtEnd && _pattern[_position] != '}')
            {
                valid = TryParseCount(out int limit);
                max = limit;
            }
        }
        else
        {
            max = min;
        }

        if (valid && Accept('}'))
        {
            return true;
        }

        _position = start;
        return false;
    }

    private bool TryParseCount(out int count)
    {
        count = 0;
        int start = _position;
        while (!AtEnd && char.IsAsciiDigit(_pattern[_position]))
        {
            count = Math.Min((count * 10) + (_pattern[_position++] - '0'), MaxRepeat + 1);
        }

        int digits = _position - start;
        return digits > 0 && (digits == 1 || _pattern[start] != '0');
    }

    // Null when it only sets flags for what follows.
    private RegexNode? ParseGroup()
    {
        int start = _position++;
        Flags outer = _flags;
        string? name = null;
        bool captures = true;
        if (Accept('?'))
        {
            if (_pattern.AsSpan(_position).StartsWith("P<", StringComparison.Ordinal) || (!AtEnd && _pattern[_position] == '<'))
            {
                name = ParseCaptureName(start);
            }
            else if (ParseFlags(start) == ')')
            {
                return null;
            }
            else
            {
                captures = false;
            }
        }

        RegexNode inner = ParseAlternation();
        if (!Accept(')'))
        {
            throw new RegexSyntaxException("missing closing )", _pattern);
        }

        _flags = outer;
        return captures ? new RegexNode.Capture(inner, name) : inner;
    }

    private string ParseCaptureName(int start)
    {
        int open = _pattern.IndexOf('<', start);
        int close = _pattern.IndexOf('>', open);
        if (close < 0)
        {
            throw new RegexSyntaxException("invalid named capture", _pattern[start..]);
        }

        string name = _pattern[(open + 1)..close];
        _position = close + 1;
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : throw Error("invalid named capture", start);
    }

    // Returns what ends the flags: a colon, after which a group follows, or a parenthesis.
    private char ParseFlags(int start)
    {
        Flags flags = _flags;
        bool value = true;
        bool sawFlag = false;
        while (!AtEnd)
        {
            char c = _pattern[_position++];
            switch (c)
            {
                case 'i':
                    flags = flags with { IgnoreCase = value };
                    break;
                case 'm':
                    flags = flags with { MultiLine = value };
                    break;
                case 's':
                    flags = flags with { DotMatchesNewline = value };
                    break;
                case 'U':
                    flags = flags with { Lazy = value };
                    break;
                case '-' when value:
                    (value, sawFlag) = (false, false);
                    continue;
                case ':' or ')' when value || sawFlag:
                    _flags = flags;
                    return c;
                default:
                    throw Error("invalid or unsupported Perl syntax", start);
            }

            sawFlag = true;
        }

        throw Error("invalid or unsupported Perl syntax", start);
    }

    private void ParseQuoted(List<RegexNode> parts)
    {
        _position += 2;
        int end = _pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
        int stop = end < 0 ? _pattern.Length : end;
        while (_position < stop)
        {
            parts.Add(Literal(ReadRune()));
        }

        _position = end < 0 ? stop : end + 2;
    }

    private RegexNode.Characters Literal(int rune) => Characters(RuneSet.OfOne(rune));

    private RegexNode.Characters Characters(RuneSet set) => new(_flags.IgnoreCase ? CaseFolding.Close(set) : set);

    private bool Accept(char c)
    {
        bool accepted = !AtEnd && _pattern[_position] == c;
        _position += accepted ? 1 : 0;
        return accepted;
    }

    private int ReadRune()
    {
        if (!Rune.TryGetRuneAt(_pattern, _position, out Rune rune))
        {
            throw new RegexSyntaxException("invalid UTF-8", _pattern);
        }

        _position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private RegexSyntaxException Error(string reason, int start) => new(reason, _pattern[start.._position]);
}
