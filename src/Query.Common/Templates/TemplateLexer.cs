using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Cuts a template into tokens. Blanks inside of actions are tokens, as they separate arguments.</summary>
internal sealed class TemplateLexer(string name, string text)
{
    private const string Left = "{{";
    private const string Right = "}}";
    private const string Blanks = " \t\r\n";

    private static readonly HashSet<string> _keywords = ["block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"];

    private int _position;
    private bool _inAction;
    private bool _trims;
    private int _openParens;

    /// <summary>The next token.</summary>
    /// <exception cref="TemplateSyntaxException">No token starts here.</exception>
    public TemplateToken Next() => _inAction ? NextInAction() : NextText();

    public TemplateSyntaxException Error(int position, string reason) => new($"template: {name}:{LineOf(position)}: {reason}");

    public int LineOf(int position) => text.AsSpan(0, Math.Min(position, text.Length)).Count('\n') + 1;

    private TemplateToken NextText()
    {
        if (_trims)
        {
            while (_position < text.Length && Blanks.Contains(text[_position]))
            {
                _position++;
            }

            _trims = false;
        }

        int start = _position;
        int left = text.IndexOf(Left, start, StringComparison.Ordinal);
        if (left < 0)
        {
            _position = text.Length;
            return start == text.Length ? new TemplateToken(TemplateTokenKind.End, start, "") : new TemplateToken(TemplateTokenKind.Text, start, text[start..]);
        }

        bool trims = TrimsBefore(left);
        int end = left;
        while (trims && end > start && Blanks.Contains(text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            _position = left;
            return new TemplateToken(TemplateTokenKind.Text, start, text[start..end]);
        }

        _position = left + Left.Length + (trims ? 2 : 0);
        if (text.AsSpan(_position).StartsWith("/*"))
        {
            SkipComment(left);
            return NextText();
        }

        _inAction = true;
        _openParens = 0;
        return new TemplateToken(TemplateTokenKind.LeftDelimiter, left, Left);
    }

    private void SkipComment(int start)
    {
        int end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error(start, "unclosed comment");
        }

        _position = end + 2;
        if (AtRightDelimiter() is not { } length)
        {
            throw Error(start, "comment ends before closing delimiter");
        }

        _position += length;
        _trims = length > Right.Length;
    }

    private TemplateToken NextInAction()
    {
        int start = _position;
        if (AtRightDelimiter() is { } length)
        {
            if (_openParens > 0)
            {
                throw Error(start, "unclosed left paren");
            }

            _position += length;
            _trims = length > Right.Length;
            _inAction = false;
            return new TemplateToken(TemplateTokenKind.RightDelimiter, start, Right);
        }

        if (start == text.Length)
        {
            throw Error(start, "unclosed action");
        }

        char c = text[_position++];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                while (_position < text.Length && Blanks.Contains(text[_position]) && AtRightDelimiter() is null)
                {
                    _position++;
                }

                return Emit(TemplateTokenKind.Space, start);
            case '=':
                return Emit(TemplateTokenKind.Assign, start);
            case ':' when Accept('='):
                return Emit(TemplateTokenKind.Declare, start);
            case ':':
                throw Error(start, "expected :=");
            case '|':
                return Emit(TemplateTokenKind.Pipe, start);
            case ',':
                return Emit(TemplateTokenKind.Comma, start);
            case '"':
                return Quoted(start, '"', TemplateTokenKind.String, "unterminated quoted string");
            case '\'':
                return Quoted(start, '\'', TemplateTokenKind.Character, "unterminated character constant");
            case '`':
                int end = text.IndexOf('`', _position);
                _position = end >= 0 ? end + 1 : throw Error(start, "unterminated raw quoted string");
                return Emit(TemplateTokenKind.RawString, start);
            case '$':
                return Named(start, TemplateTokenKind.Variable);
            case '.' when _position >= text.Length || !char.IsAsciiDigit(text[_position]):
                return _position < text.Length && IsAlphanumeric(text[_position]) ? Named(start, TemplateTokenKind.Field) : Emit(TemplateTokenKind.Dot, start);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number(start);
            case '(':
                _openParens++;
                return Emit(TemplateTokenKind.LeftParen, start);
            case ')':
                return --_openParens >= 0 ? Emit(TemplateTokenKind.RightParen, start) : throw Error(start, "unexpected right paren");
        }

        return IsAlphanumeric(c) ? Word(start) : throw Error(start, $"unrecognized character in action: {GoLiteral.DescribeRune(c)}");
    }

    private TemplateToken Word(int start)
    {
        SkipAlphanumerics();
        CheckTerminator(start);
        string word = text[start.._position];
        TemplateTokenKind kind = _keywords.Contains(word) ? TemplateTokenKind.Keyword
            : word is "true" or "false" ? TemplateTokenKind.Boolean
            : word == "nil" ? TemplateTokenKind.Nil
            : TemplateTokenKind.Identifier;
        return Emit(kind, start);
    }

    private TemplateToken Named(int start, TemplateTokenKind kind)
    {
        SkipAlphanumerics();
        CheckTerminator(start);
        return Emit(kind, start);
    }

    private TemplateToken Number(int start)
    {
        while (_position < text.Length && (char.IsAsciiLetterOrDigit(text[_position]) || text[_position] is '.' or '_'
            || (text[_position] is '+' or '-' && text[_position - 1] is 'e' or 'E' or 'p' or 'P')))
        {
            _position++;
        }

        return Emit(TemplateTokenKind.Number, start);
    }

    private TemplateToken Quoted(int start, char quote, TemplateTokenKind kind, string unterminated)
    {
        for (; _position < text.Length && text[_position] != '\n'; _position++)
        {
            if (text[_position] == quote)
            {
                _position++;
                return Emit(kind, start);
            }

            if (text[_position] == '\\')
            {
                _position++;
            }
        }

        throw Error(start, unterminated);
    }

    // What ends a word, a field or a variable.
    private void CheckTerminator(int start)
    {
        if (_position < text.Length && AtRightDelimiter() is null && !" \t\r\n.,|:=()".Contains(text[_position]))
        {
            throw Error(start, $"bad character {GoLiteral.DescribeRune(text[_position])}");
        }
    }

    private void SkipAlphanumerics()
    {
        while (_position < text.Length && IsAlphanumeric(text[_position]))
        {
            _position++;
        }
    }

    private bool TrimsBefore(int left) =>
        left + 3 < text.Length && text[left + 2] == '-' && Blanks.Contains(text[left + 3]);

    private int? AtRightDelimiter()
    {
        ReadOnlySpan<char> rest = text.AsSpan(_position);
        return rest.Length >= 4 && Blanks.Contains(rest[0]) && rest[1..].StartsWith("-}}") ? 4 : rest.StartsWith(Right) ? 2 : null;
    }

    private bool Accept(char c)
    {
        bool accepted = _position < text.Length && text[_position] == c;
        _position += accepted ? 1 : 0;
        return accepted;
    }

    private TemplateToken Emit(TemplateTokenKind kind, int start) => new(kind, start, text[start.._position]);

    private static bool IsAlphanumeric(char c) => c == '_' || char.IsLetterOrDigit(c);
}
