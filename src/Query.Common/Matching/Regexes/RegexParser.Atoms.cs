namespace Orleans.Obs.Query.Common.Matching.Regexes;

internal sealed partial class RegexParser
{
    private RegexNode ParseAtom()
    {
        switch (_pattern[_position])
        {
            case '^':
                _position++;
                return new RegexNode.Assertion(_flags.MultiLine ? RegexNode.AssertionKind.BeginLine : RegexNode.AssertionKind.BeginText);
            case '$':
                _position++;
                return new RegexNode.Assertion(_flags.MultiLine ? RegexNode.AssertionKind.EndLine : RegexNode.AssertionKind.EndText);
            case '.':
                _position++;
                return new RegexNode.Characters(_flags.DotMatchesNewline ? RuneSet.All : RuneSet.OfOne('\n').Negate());
            case '[':
                return new RegexNode.Characters(ParseClass());
            case '\\':
                return ParseEscapedAtom();
            default:
                return Literal(ReadRune());
        }
    }

    private RegexNode ParseEscapedAtom()
    {
        char kind = _position + 1 < _pattern.Length ? _pattern[_position + 1] : '\0';
        RegexNode.AssertionKind? assertion = kind switch
        {
            'A' => RegexNode.AssertionKind.BeginText,
            'z' => RegexNode.AssertionKind.EndText,
            'b' => RegexNode.AssertionKind.WordBoundary,
            'B' => RegexNode.AssertionKind.NoWordBoundary,
            _ => null,
        };
        if (assertion is { } known)
        {
            _position += 2;
            return new RegexNode.Assertion(known);
        }

        return TryParseNamedSet() is { } set ? new RegexNode.Characters(set) : Literal(ParseEscape());
    }

    private RuneSet ParseClass()
    {
        int start = _position++;
        bool negate = Accept('^');
        List<RuneSet> sets = [];
        for (bool first = true; first || AtEnd || _pattern[_position] != ']'; first = false)
        {
            if ((TryParsePosixClass() ?? TryParseNamedSet()) is { } set)
            {
                sets.Add(set);
                continue;
            }

            int rangeStart = _position;
            int low = ParseClassCharacter(start);
            int high = low;
            if (_position + 1 < _pattern.Length && _pattern[_position] == '-' && _pattern[_position + 1] != ']')
            {
                _position++;
                high = ParseClassCharacter(start);
                if (high < low)
                {
                    throw Error("invalid character class range", rangeStart);
                }
            }

            sets.Add(Characters(RuneSet.Of([(low, high)])).Set);
        }

        _position++;
        var union = RuneSet.Union(sets);
        return negate ? union.Negate() : union;
    }

    private int ParseClassCharacter(int classStart)
    {
        if (AtEnd)
        {
            throw Error("missing closing ]", classStart);
        }

        return _pattern[_position] == '\\' ? ParseEscape() : ReadRune();
    }

    // [:name:] or [:^name:], inside of a class.
    private RuneSet? TryParsePosixClass()
    {
        if (!_pattern.AsSpan(Math.Min(_position, _pattern.Length)).StartsWith("[:", StringComparison.Ordinal))
        {
            return null;
        }

        int end = _pattern.IndexOf(":]", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        int start = _position;
        _position = end + 2;
        string name = _pattern[(start + 2)..end];
        bool negate = name.StartsWith('^');
        RuneSet set = CharacterClasses.Posix(negate ? name[1..] : name) ?? throw Error("invalid character class range", start);
        return Folded(set, negate);
    }

    // \d \s \w \pL \p{Lu} and their negations.
    private RuneSet? TryParseNamedSet()
    {
        if (_position + 1 >= _pattern.Length || _pattern[_position] != '\\')
        {
            return null;
        }

        char letter = _pattern[_position + 1];
        if (letter is 'p' or 'P')
        {
            return ParseUnicodeSet(letter == 'P');
        }

        if (CharacterClasses.Perl(char.ToLowerInvariant(letter)) is not { } set)
        {
            return null;
        }

        _position += 2;
        return Folded(set, char.IsAsciiLetterUpper(letter));
    }

    private RuneSet ParseUnicodeSet(bool negate)
    {
        int start = _position;
        _position += 2;
        string name;
        if (Accept('{'))
        {
            int end = _pattern.IndexOf('}', _position);
            if (end < 0)
            {
                throw new RegexSyntaxException("invalid character class range", _pattern[start..]);
            }

            name = _pattern[_position..end];
            _position = end + 1;
        }
        else
        {
            int from = _position;
            if (!AtEnd)
            {
                ReadRune();
            }

            name = _pattern[from.._position];
        }

        if (name.StartsWith('^'))
        {
            (negate, name) = (!negate, name[1..]);
        }

        return Folded(CharacterClasses.Unicode(name) ?? throw Error("invalid character class range", start), negate);
    }

    private RuneSet Folded(RuneSet set, bool negate)
    {
        set = Characters(set).Set;
        return negate ? set.Negate() : set;
    }

    private int ParseEscape()
    {
        int start = _position++;
        if (AtEnd)
        {
            throw new RegexSyntaxException("trailing backslash at end of expression", "");
        }

        int c = ReadRune();
        switch (c)
        {
            case >= '1' and <= '7' when AtEnd || _pattern[_position] is < '0' or > '7':
                break;
            case >= '0' and <= '7':
                int octal = c - '0';
                for (int i = 1; i < 3 && !AtEnd && _pattern[_position] is >= '0' and <= '7'; i++)
                {
                    octal = (octal * 8) + (_pattern[_position++] - '0');
                }

                return octal;
            case 'x' when TryParseHexadecimal(out int rune):
                return rune;
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)c):
                return c;
        }

        throw Error("invalid escape sequence", start);
    }

    // \x41 or \x{1F600}.
    private bool TryParseHexadecimal(out int rune)
    {
        rune = 0;
        bool braces = Accept('{');
        int digits = 0;
        while (!AtEnd && (braces || digits < 2))
        {
            int c = ReadRune();
            if (braces && c == '}')
            {
                return digits > 0;
            }

            if (c >= 0x80 || !char.IsAsciiHexDigit((char)c))
            {
                return false;
            }

            rune = (rune * 16) + (char.IsAsciiDigit((char)c) ? c - '0' : (c | 0x20) - 'a' + 10);
            digits++;
            if (rune > 0x10FFFF)
            {
                return false;
            }
        }

        return !braces && digits == 2;
    }
}
