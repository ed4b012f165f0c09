using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

internal sealed partial class PromQLLexer
{
    private Token QuotedString(int quote)
    {
        while (true)
        {
            int c = Read();
            if (c == quote)
            {
                return Emit(TokenKind.String);
            }

            switch (c)
            {
                case EndOfText or '\n':
                    throw Error("unterminated quoted string");
                case '\uFFFD':
                    throw Error("invalid UTF-8 rune");
                case '\\':
                    Escape(quote);
                    break;
            }
        }
    }

    private Token RawString()
    {
        while (true)
        {
            switch (Read())
            {
                case '`':
                    return Emit(TokenKind.String);
                case EndOfText:
                    throw Error("unterminated raw string");
                case '\uFFFD':
                    throw Error("invalid UTF-8 rune");
            }
        }
    }

    private void Escape(int quote)
    {
        int c = Read();
        if (c == quote || c is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\')
        {
            return;
        }

        (int digits, int radix, uint largest) = c switch
        {
            >= '0' and <= '7' => (3, 8, 255u),
            'x' => (2, 16, 255u),
            'u' => (4, 16, 0x10FFFFu),
            'U' => (8, 16, 0x10FFFFu),
            EndOfText => throw Error("escape sequence not terminated"),
            _ => throw Error($"unknown escape sequence {GoLiteral.DescribeRune(c)}"),
        };
        uint code = 0;
        int digit = radix == 8 ? c : Read();
        while (true)
        {
            int value = digit < 128 && digit >= 0 && char.IsAsciiHexDigit((char)digit) ? HexValue(digit) : 16;
            if (value >= radix)
            {
                throw Error(digit == EndOfText ? "escape sequence not terminated" : $"illegal character {GoLiteral.DescribeRune(digit)} in escape sequence");
            }

            code = (code * (uint)radix) + (uint)value;
            if (--digits == 0)
            {
                break;
            }

            digit = Read();
        }

        if (code > largest || code is >= 0xD800 and < 0xE000)
        {
            throw Error("escape sequence is an invalid Unicode code point");
        }
    }

    private static int HexValue(int digit) => IsDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private Token NumberOrDuration()
    {
        _position = _start;
        if (ScanNumber())
        {
            return Emit(TokenKind.Number);
        }

        return ScanRestOfDuration()
            ? Emit(TokenKind.Duration)
            : throw Error($"bad number or duration syntax: {GoLiteral.Quote(GoLiteral.Decode(query.AsSpan(_start, _position - _start)))}");
    }

    // Only the shape: whether it is a number is found out by reading its value. On failure the position stays where the shape broke, which errors show.
    private bool ScanNumber()
    {
        bool hexadecimal = Accept('0') && (Accept('x') || Accept('X'));
        if (hexadecimal)
        {
            Accept('_');
        }

        Accept('.');
        if (IsNumberDigit(Peek(), hexadecimal))
        {
            _position++;
        }

        bool sawPoint = false;
        bool sawExponent = false;
        while (true)
        {
            int c = Peek();
            if (c == '.')
            {
                _position++;
                if (sawPoint || AcceptAny("_.") || hexadecimal)
                {
                    return false;
                }

                sawPoint = true;
            }
            else if (c is 'e' or 'E')
            {
                _position++;
                if (sawExponent)
                {
                    return false;
                }

                sawExponent = true;
                _ = Accept('+') || Accept('-');
                if (AcceptAny("._eE") || Peek() == EndOfText)
                {
                    return false;
                }
            }
            else if (c == '_')
            {
                _position++;
                if (AcceptAny("._eE") || Peek() == EndOfText)
                {
                    return false;
                }
            }
            else if (IsNumberDigit(c, hexadecimal))
            {
                while (IsNumberDigit(Peek(), hexadecimal))
                {
                    _position++;
                }
            }
            else
            {
                return !IsAlphanumeric(c);
            }
        }
    }

    // After the leading number: units with numbers between them. Wrong units and wrong order are found out by reading the value.
    private bool ScanRestOfDuration()
    {
        if (!AcceptAny("smhdwy"))
        {
            return false;
        }

        Accept('s');
        while (IsDigit(Peek()))
        {
            while (IsDigit(Peek()))
            {
                _position++;
            }

            if (!AcceptAny("smhdw"))
            {
                return false;
            }

            Accept('s');
        }

        if (IsAlphanumeric(Peek()))
        {
            _position++;
            return false;
        }

        return true;
    }

    private bool AcceptAny(string characters)
    {
        int c = Peek();
        bool accepted = c != EndOfText && characters.Contains((char)c, StringComparison.Ordinal);
        _position += accepted ? 1 : 0;
        return accepted;
    }

    private static bool IsNumberDigit(int c, bool hexadecimal) => IsDigit(c) || (hexadecimal && c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));
}
