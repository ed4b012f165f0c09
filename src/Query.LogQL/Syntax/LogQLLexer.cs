using System.Text;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>
/// Cuts a query into tokens, one at a time. Words, numbers, strings and comments are Go's, since that is what Loki's scanner reads; words that name functions are functions only
/// when a parenthesis or a grouping follows. Tokens longer than their first scan (durations, sizes, two-character operators) have no line in errors.
/// </summary>
internal sealed partial class LogQLLexer(string query)
{
    private const int EndOfText = -1;

    private int _position;
    private int _line = 1;
    private int _column = 1;
    private int _tokenLine;
    private int _tokenColumn;

    /// <summary>The next token; at the end <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="LogQLSyntaxException">No token starts here.</exception>
    public Token Next()
    {
        SkipBlanksAndComments();
        (_tokenLine, _tokenColumn) = query.Length == 0 ? (0, 0) : (_line, _column);
        int start = _position;
        int c = Peek();
        if (c == EndOfText)
        {
            return Emit(TokenKind.End, "");
        }

        if (IsWordStart(c))
        {
            SkipWord();
            return Word(query[start.._position]);
        }

        if (IsDigit(c) || (c == '.' && IsDigit(PeekBehind())))
        {
            return Number();
        }

        switch (c)
        {
            case '"':
                return QuotedString();
            case '`':
                return RawString();
            case '\'':
                return Character();
            case '[':
                return Range();
            case '-' when Flag() is { } flag:
                return flag;
            case '-':
                Read();
                return NegativeDuration() ?? Emit(TokenKind.Subtract, "-");
        }

        Read();
        string text = query[start.._position];
        if (TwoCharacters(c, Peek()) is { } kind)
        {
            Read();
            return new Token(kind, query[start.._position], 0, _tokenColumn);
        }

        return Emit(OneCharacter(c), text);
    }

    private Token Word(string text)
    {
        string word = text.ToLowerInvariant();
        if (TokenKinds.Function(word) is { } function)
        {
            return CallFollows() ? Emit(function, word) : Emit(TokenKind.Identifier, text);
        }

        return Emit(TokenKinds.Keyword(word) ?? TokenKind.Identifier, text);
    }

    private Token Number()
    {
        int start = _position;
        ScanNumber();
        string number = query[start.._position];
        int length = LengthWhile(static c => char.IsNumber(c) || c is 'n' or 'u' or '\u00B5' or 'm' or 's' or 'h' or 'd' or 'w' or 'y' or '.');
        if (length > 0 && TryDuration(query[start..(_position + length)], out long duration))
        {
            Skip(length);
            return new Token(TokenKind.Duration, number, 0, _tokenColumn) { Duration = duration };
        }

        length = LengthWhile(static c => char.IsNumber(c) || c is 'B' or 'i' or 'k' or 'K' or 'M' or 'G' or 'T' or 'P' or '.');
        if (length > 0 && ByteSize.TryParse(Encoding.UTF8.GetBytes(query[start..(_position + length)]), out ulong size))
        {
            Skip(length);
            return new Token(TokenKind.Bytes, number, 0, _tokenColumn) { Size = size };
        }

        return Emit(TokenKind.Number, number);
    }

    private Token? NegativeDuration()
    {
        int length = LengthWhile(static c => char.IsNumber(c) || c is 'n' or 'u' or '\u00B5' or 'm' or 's' or 'h' or 'd' or 'w' or 'y' or '.');
        if (length == 0 || !TryDuration(query[(_position - 1)..(_position + length)], out long duration))
        {
            return null;
        }

        Skip(length);
        return new Token(TokenKind.Duration, "-", 0, _tokenColumn) { Duration = duration };
    }

    private Token? Flag()
    {
        if (PeekBehind() != '-')
        {
            return null;
        }

        int length = 0;
        while (_position + length < query.Length && (char.IsLetter(query[_position + length]) || query[_position + length] == '-'))
        {
            length++;
        }

        string flag = query.Substring(_position, length);
        if (flag is not ("--strict" or "--keep-empty"))
        {
            return null;
        }

        Skip(length);
        return new Token(TokenKind.FunctionFlag, flag, 0, _tokenColumn);
    }

    private Token Range()
    {
        int end = query.IndexOf(']', _position);
        if (end < 0)
        {
            throw new LogQLSyntaxException("missing closing ']' in duration", 0, _tokenColumn);
        }

        string text = query[(_position + 1)..end];
        Skip(end + 1 - _position);
        return PrometheusDuration.TryParse(text, out long milliseconds, out string error)
            ? new Token(TokenKind.Range, text, 0, _tokenColumn) { Duration = milliseconds * 1_000_000 }
            : throw new LogQLSyntaxException(error, 0, _tokenColumn);
    }

    private static bool TryDuration(string text, out long nanoseconds)
    {
        if (PrometheusDuration.TryParse(text, out long milliseconds, out _))
        {
            nanoseconds = milliseconds * 1_000_000;
            return true;
        }

        return GoDuration.TryParse(Encoding.UTF8.GetBytes(text), out nanoseconds);
    }

    private static TokenKind? TwoCharacters(int first, int second) => (first, second) switch
    {
        ('=', '~') => TokenKind.EqualRegex,
        ('=', '=') => TokenKind.CompareEqual,
        ('!', '=') => TokenKind.NotEqual,
        ('!', '~') => TokenKind.NotRegex,
        ('!', '>') => TokenKind.NotPattern,
        ('|', '=') => TokenKind.PipeExact,
        ('|', '~') => TokenKind.PipeMatch,
        ('|', '>') => TokenKind.PipePattern,
        ('>', '=') => TokenKind.GreaterOrEqual,
        ('<', '=') => TokenKind.LessOrEqual,
        _ => null,
    };

    private static TokenKind OneCharacter(int c) => c switch
    {
        ',' => TokenKind.Comma,
        '.' => TokenKind.Dot,
        '{' => TokenKind.LeftBrace,
        '}' => TokenKind.RightBrace,
        '=' => TokenKind.Assign,
        '|' => TokenKind.Pipe,
        '(' => TokenKind.LeftParen,
        ')' => TokenKind.RightParen,
        ']' => TokenKind.RightBracket,
        '+' => TokenKind.Add,
        '*' => TokenKind.Multiply,
        '/' => TokenKind.Divide,
        '%' => TokenKind.Modulo,
        '^' => TokenKind.Power,
        '>' => TokenKind.Greater,
        '<' => TokenKind.Less,
        _ => TokenKind.Identifier,
    };

    // Does "(", or a grouping with its parenthesis, come next?
    private bool CallFollows()
    {
        ReadOnlySpan<char> rest = query.AsSpan(_position).TrimStart();
        foreach (string word in (ReadOnlySpan<string>)["by", "without"])
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return rest[word.Length..].TrimStart().StartsWith('(');
            }
        }

        return rest.StartsWith('(');
    }

    private void SkipBlanksAndComments()
    {
        while (true)
        {
            int c = Peek();
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                Read();
            }
            else if (c == '#' || (c == '/' && PeekBehind() == '/'))
            {
                while (Peek() is not ('\n' or EndOfText))
                {
                    Read();
                }
            }
            else if (c == '/' && PeekBehind() == '*')
            {
                SkipGeneralComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipGeneralComment()
    {
        (_tokenLine, _tokenColumn) = (_line, _column);
        int end = query.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error("comment not terminated");
        }

        Skip(end + 2 - _position);
    }

    private void SkipWord()
    {
        while (Peek() is var c && (IsWordStart(c) || (c != EndOfText && Rune.IsDigit(new Rune(c)))))
        {
            Read();
        }
    }

    private int LengthWhile(Func<char, bool> accepts)
    {
        int length = 0;
        while (_position + length < query.Length && accepts(query[_position + length]))
        {
            length++;
        }

        return length;
    }

    private void Skip(int chars)
    {
        for (int end = _position + chars; _position < end;)
        {
            Read();
        }
    }

    private int Peek() => _position >= query.Length ? EndOfText : Rune.TryGetRuneAt(query, _position, out Rune rune) ? rune.Value : Rune.ReplacementChar.Value;

    private int PeekBehind() => _position + 1 < query.Length ? query[_position + 1] : EndOfText;

    private void Read()
    {
        int c = Peek();
        if (c == 0)
        {
            throw Error("invalid character NUL");
        }

        if (c == '\n')
        {
            _line++;
            _column = 0;
        }

        _column++;
        _position += c > char.MaxValue ? 2 : 1;
    }

    private static bool IsWordStart(int c) => c == '_' || (c != EndOfText && Rune.IsLetter(new Rune(c)));

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private Token Emit(TokenKind kind, string text) => new(kind, text, _tokenLine, _tokenColumn);

    private LogQLSyntaxException Error(string reason) => new(reason, _tokenLine, _tokenColumn);
}
