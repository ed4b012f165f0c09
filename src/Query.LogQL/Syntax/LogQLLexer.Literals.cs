using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.LogQL.Syntax;

internal sealed partial class LogQLLexer
{
    private Token QuotedString()
    {
        int start = _position;
        ScanQuoted('"');
        return Unquoted(start);
    }

    private Token RawString()
    {
        int start = _position;
        Read();
        while (Peek() != '`')
        {
            if (Peek() == EndOfText)
            {
                throw Error("literal not terminated");
            }

            Read();
        }

        Read();
        return Unquoted(start);
    }

    // A character is no token of the language, but Loki's scanner knows it and calls it a name.
    private Token Character()
    {
        int start = _position;
        return ScanQuoted('\'') == 1 ? Emit(TokenKind.Identifier, query[start.._position]) : throw Error("invalid char literal");
    }

    private Token Unquoted(int start) =>
        GoLiteral.Unquote(Encoding.UTF8.GetBytes(query[start.._position])) is { } text ? Emit(TokenKind.String, text) : throw Error("invalid syntax");

    // Returns how many characters there are between the quotes.
    private int ScanQuoted(char quote)
    {
        Read();
        int count = 0;
        for (int c = Peek(); c != quote; c = Peek(), count++)
        {
            if (c is '\n' or EndOfText)
            {
                throw Error("literal not terminated");
            }

            Read();
            if (c == '\\')
            {
                ScanEscape(quote);
            }
        }

        Read();
        return count;
    }

    private void ScanEscape(char quote)
    {
        int c = Peek();
        (int digits, int radix) = c switch
        {
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            >= '0' and <= '7' => (3, 8),
            _ => (0, 0),
        };
        if (digits == 0 && c != quote && c is not ('a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\'))
        {
            throw Error("invalid char escape");
        }

        if (radix != 8)
        {
            Read();
        }

        for (int i = 0; i < digits; i++)
        {
            int digit = Peek();
            if (!(radix == 8 ? digit is >= '0' and <= '7' : digit is > 0 and < 128 && char.IsAsciiHexDigit((char)digit)))
            {
                throw Error("invalid char escape");
            }

            Read();
        }
    }

    private void ScanNumber()
    {
        bool hexadecimal = false, fraction = false;
        if (Peek() == '0' && (PeekBehind() | 0x20) == 'x')
        {
            hexadecimal = true;
            Skip(2);
        }

        int digits = ScanDigits(hexadecimal);
        if (Peek() == '.')
        {
            fraction = true;
            Read();
            digits += ScanDigits(hexadecimal);
        }

        if (digits == 0)
        {
            throw Error($"{(hexadecimal ? "hexadecimal" : "decimal")} literal has no digits");
        }

        if ((Peek() | 0x20) == (hexadecimal ? 'p' : 'e') && Peek() != EndOfText)
        {
            Read();
            if (Peek() is '+' or '-')
            {
                Read();
            }

            if (ScanDigits(hexadecimal: false) == 0)
            {
                throw Error("exponent has no digits");
            }
        }
        else if (hexadecimal && fraction)
        {
            throw Error("hexadecimal mantissa requires a 'p' exponent");
        }
    }

    private int ScanDigits(bool hexadecimal)
    {
        int digits = 0;
        for (int c = Peek(); IsDigit(c) || c == '_' || (hexadecimal && c is > 0 and < 128 && char.IsAsciiHexDigit((char)c)); c = Peek())
        {
            digits += c == '_' ? 0 : 1;
            Read();
        }

        return digits;
    }
}
