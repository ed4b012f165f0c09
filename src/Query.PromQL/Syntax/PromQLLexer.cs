using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>
/// Cuts a query into tokens, one at a time, so that errors are met in the order in which Prometheus meets them. Words are plain names inside of braces, and inside of
/// brackets there are only durations and their arithmetic.
/// </summary>
internal sealed partial class PromQLLexer(byte[] query)
{
    private const int EndOfText = -1;

    private int _position;
    private int _start;
    private int _openParens;
    private bool _inBraces;
    private bool _inBrackets;
    private bool _durationBegins;
    private bool _sawColon;
    private bool _sawDuration;

    /// <summary>The next token; at the end <see cref="TokenKind.EndOfInput"/>.</summary>
    /// <exception cref="PromQLSyntaxException">No token starts here.</exception>
    public Token Next()
    {
        SkipBlanksAndComments();
        _start = _position;
        if (_inBraces)
        {
            return NextInBraces();
        }

        return _durationBegins ? NextInDuration() : NextOutside();
    }

    private Token NextOutside()
    {
        int c = Read();
        switch (c)
        {
            case EndOfText:
                return _openParens != 0 ? throw Error("unclosed left parenthesis")
                    : _inBrackets ? throw Error("unclosed left bracket")
                    : Emit(TokenKind.EndOfInput);
            case ',':
                return Emit(TokenKind.Comma);
            case '=' when Peek() == '~':
                throw Error("unexpected character after '=': '~'");
            case '=':
                return Emit(Accept('=') ? TokenKind.Equal : TokenKind.Assign);
            case '!':
                return Read() is var next && next == '=' ? Emit(TokenKind.NotEqual) : throw Error($"unexpected character after '!': {GoLiteral.QuoteRune(next)}");
            case '<':
                return Emit(Accept('=') ? TokenKind.LessOrEqual : Accept('/') ? TokenKind.TrimUpper : TokenKind.Less);
            case '>':
                return Emit(Accept('=') ? TokenKind.GreaterOrEqual : Accept('/') ? TokenKind.TrimLower : TokenKind.Greater);
            case '"' or '\'':
                return QuotedString(c);
            case '`':
                return RawString();
            case '@':
                return Emit(TokenKind.At);
            case '{':
                _inBraces = true;
                return Emit(TokenKind.LeftBrace);
            case '[' when _inBrackets:
                throw Error("unexpected left bracket '['");
            case '[':
                _sawColon = false;
                _inBrackets = _durationBegins = true;
                return Emit(TokenKind.LeftBracket);
            case ']' when !_inBrackets:
                throw Error("unexpected right bracket ']'");
            case ']':
                _inBrackets = false;
                return Emit(TokenKind.RightBracket);
            case ':' when _inBrackets:
                if (_sawColon)
                {
                    throw Error("unexpected colon ':'");
                }

                _sawColon = true;
                return Emit(TokenKind.Colon);
        }

        if (ArithmeticOrParen(c) is { } token)
        {
            return token;
        }

        if (IsDigit(c) || (c == '.' && IsDigit(Peek())))
        {
            return NumberOrDuration();
        }

        if (!IsAlpha(c) && c != ':')
        {
            throw Error($"unexpected character: {GoLiteral.QuoteRune(c)}");
        }

        if (!_inBrackets)
        {
            return KeywordOrName();
        }

        return DurationKeyword() ?? throw Error($"unexpected character: {GoLiteral.QuoteRune(c)}, expected ':'");
    }

    private Token NextInBraces()
    {
        int c = Read();
        switch (c)
        {
            case EndOfText:
                throw Error("unexpected end of input inside braces");
            case ',':
                return Emit(TokenKind.Comma);
            case '"' or '\'':
                return QuotedString(c);
            case '`':
                return RawString();
            case '=':
                return Emit(Accept('~') ? TokenKind.EqualRegex : TokenKind.Assign);
            case '!':
                return Read() switch
                {
                    '~' => Emit(TokenKind.NotEqualRegex),
                    '=' => Emit(TokenKind.NotEqual),
                    var next => throw Error($"unexpected character after '!' inside braces: {GoLiteral.QuoteRune(next)}"),
                };
            case '{':
                throw Error("unexpected left brace '{'");
            case '}':
                _inBraces = false;
                return Emit(TokenKind.RightBrace);
        }

        if (!IsAlpha(c))
        {
            throw Error($"unexpected character inside braces: {GoLiteral.QuoteRune(c)}");
        }

        while (IsAlphanumeric(Peek()))
        {
            _position++;
        }

        return Emit(TokenKind.Identifier);
    }

    // Between the bracket and the first number, where a colon or a comment is not expected yet.
    private Token NextInDuration()
    {
        int c = Read();
        switch (c)
        {
            case EndOfText:
                throw Error("unexpected end of input in duration expression");
            case ',':
                return Emit(TokenKind.Comma);
            case ']':
                _inBrackets = _durationBegins = _sawColon = false;
                return Emit(TokenKind.RightBracket);
            case ':':
                Emit(TokenKind.Colon);
                if (!_sawDuration || _sawColon)
                {
                    throw Error(_sawDuration ? "unexpected repeated colon in duration expression" : "unexpected colon before duration in duration expression");
                }

                _sawColon = true;
                return new Token(TokenKind.Colon, _start - 1, _start);
        }

        if (ArithmeticOrParen(c) is { } token)
        {
            return token;
        }

        _sawDuration = true;
        if (IsDigit(c) || (c == '.' && IsDigit(Peek())))
        {
            _durationBegins = false;
            return NumberOrDuration();
        }

        return DurationKeyword() ?? throw Error($"unexpected character in duration expression: {GoLiteral.QuoteRune(c)}");
    }

    private Token? ArithmeticOrParen(int c)
    {
        switch (c)
        {
            case '+':
                return Emit(TokenKind.Add);
            case '-':
                return Emit(TokenKind.Subtract);
            case '*':
                return Emit(TokenKind.Multiply);
            case '/':
                return Emit(TokenKind.Divide);
            case '%':
                return Emit(TokenKind.Modulo);
            case '^':
                return Emit(TokenKind.Power);
            case '(':
                _openParens++;
                return Emit(TokenKind.LeftParen);
            case ')':
                Token token = Emit(TokenKind.RightParen);
                return --_openParens >= 0 ? token : throw Error("unexpected right parenthesis ')'");
            default:
                return null;
        }
    }

    private Token KeywordOrName()
    {
        while (IsAlphanumeric(Peek()) || Peek() == ':')
        {
            _position++;
        }

        ReadOnlySpan<byte> word = query.AsSpan(_start, _position - _start);
        TokenKind kind = Keywords.Find(word);
        if (kind is TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight && !ParenFollows())
        {
            kind = TokenKind.Identifier;
        }

        return Emit(word.Contains((byte)':') ? TokenKind.MetricIdentifier : kind);
    }

    private Token? DurationKeyword()
    {
        while (IsAlpha(Peek()))
        {
            _position++;
        }

        TokenKind kind = Keywords.Find(query.AsSpan(_start, _position - _start));
        return kind is TokenKind.Step or TokenKind.Range or TokenKind.MaxOf or TokenKind.MinOf ? Emit(kind) : null;
    }

    // "fill" is young, so that it stays a metric's name unless it looks like a call.
    private bool ParenFollows()
    {
        int next = query.AsSpan(_position).IndexOfAnyExcept(" \t\r\n"u8);
        return next >= 0 && query[_position + next] == '(';
    }

    private void SkipBlanksAndComments()
    {
        while (_position < query.Length)
        {
            if (IsBlank(query[_position]))
            {
                _position++;
            }
            else if (query[_position] == '#' && !_durationBegins)
            {
                int length = query.AsSpan(_position).IndexOfAny((byte)'\r', (byte)'\n');
                _position = length < 0 ? query.Length : _position + length;
            }
            else
            {
                return;
            }
        }
    }

    private Token Emit(TokenKind kind)
    {
        var token = new Token(kind, _start, _position);
        _start = _position;
        return token;
    }

    private PromQLSyntaxException Error(string reason) => new(query, new SourceRange(_start, query.Length), reason);

    private int Peek() => _position < query.Length ? query[_position] : EndOfText;

    private bool Accept(char c)
    {
        bool accepted = Peek() == c;
        _position += accepted ? 1 : 0;
        return accepted;
    }

    // A whole character; bytes that are no UTF-8 read as the replacement character.
    private int Read()
    {
        if (_position >= query.Length)
        {
            return EndOfText;
        }

        Rune.DecodeFromUtf8(query.AsSpan(_position), out Rune rune, out int length);
        _position += length;
        return rune.Value;
    }

    private static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsAlpha(int c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsAlphanumeric(int c) => IsAlpha(c) || IsDigit(c);
}
