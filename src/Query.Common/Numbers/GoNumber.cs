using System.Buffers;
using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Numbers;

/// <summary>
/// Numbers in Go's notation: what its <c>ParseInt</c> with base 0 and <c>ParseFloat</c> accept, which is what Prometheus accepts in queries, <c>le</c> labels and parameters.
/// </summary>
public static class GoNumber
{
    private static readonly SearchValues<byte> _decimalCharacters = SearchValues.Create("0123456789.eE+-"u8);

    /// <summary>
    /// Reads a floating-point number: decimal or hexadecimal (which needs a binary exponent), underscores between digits, <c>inf</c>, <c>infinity</c> and <c>nan</c> in any
    /// case. A value beyond the range is a failure; <paramref name="value"/> is then infinite.
    /// </summary>
    public static bool TryParseFloat(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        bool signed = text[0] is (byte)'+' or (byte)'-';
        bool negative = text[0] == '-';
        ReadOnlySpan<byte> digits = signed ? text[1..] : text;
        if (Is(digits, "inf") || Is(digits, "infinity"))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (!signed && Is(digits, "nan"))
        {
            value = double.NaN;
            return true;
        }

        Span<byte> plain = text.Length <= 128 ? stackalloc byte[128] : new byte[text.Length];
        if (!TryStripUnderscores(digits, plain, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> stripped = plain[..length];
        bool hexadecimal = length > 2 && stripped[0] == '0' && (stripped[1] | 0x20) == 'x';
        if (!(hexadecimal ? TryParseHexadecimal(stripped[2..], out value) : TryParseDecimal(stripped, out value)))
        {
            return false;
        }

        value = negative ? -value : value;
        return double.IsFinite(value);
    }

    /// <summary>Reads a floating-point number; see the overload for UTF-8.</summary>
    public static bool TryParseFloat(ReadOnlySpan<char> text, out double value)
    {
        Span<byte> ascii = text.Length <= 128 ? stackalloc byte[128] : new byte[text.Length];
        value = 0;
        return Ascii.FromUtf16(text, ascii, out int length) == OperationStatus.Done && TryParseFloat(ascii[..length], out value);
    }

    /// <summary>Why a text is no floating-point number, in the words of Go's <c>ParseFloat</c>.</summary>
    public static string ExplainFloat(ReadOnlySpan<byte> text) =>
        $"strconv.ParseFloat: parsing {GoLiteral.Quote(GoLiteral.Decode(text))}: {(!TryParseFloat(text, out double value) && double.IsInfinity(value) ? "value out of range" : "invalid syntax")}";

    /// <summary>Reads a 64-bit integer whose prefix tells its base (<c>0x</c>, <c>0o</c>, <c>0b</c>, or a leading zero for octal); underscores may separate digits.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        bool negative = text[0] == '-';
        ReadOnlySpan<byte> digits = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        Span<byte> plain = text.Length <= 128 ? stackalloc byte[128] : new byte[text.Length];
        if (!TryStripUnderscores(digits, plain, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> stripped = plain[..length];
        int radix = 10;
        if (length > 1 && stripped[0] == '0')
        {
            (radix, int prefix) = (stripped[1] | 0x20) switch
            {
                'x' => (16, 2),
                'o' => (8, 2),
                'b' => (2, 2),
                _ => (8, 1),
            };
            stripped = stripped[prefix..];
        }

        if (stripped.IsEmpty)
        {
            return false;
        }

        ulong magnitude = 0;
        ulong limit = negative ? 1UL << 63 : long.MaxValue;
        foreach (byte digit in stripped)
        {
            int d = DigitValue(digit);
            if (d >= radix || magnitude > (limit - (ulong)d) / (ulong)radix)
            {
                return false;
            }

            magnitude = (magnitude * (ulong)radix) + (ulong)d;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<byte> digits, out double value)
    {
        value = 0;
        // .NET also takes leading blanks, a trailing sign and other words; only Go's characters get that far.
        if (digits.IsEmpty || digits[0] is (byte)'+' or (byte)'-' || digits.ContainsAnyExcept(_decimalCharacters))
        {
            return false;
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseHexadecimal(ReadOnlySpan<byte> digits, out double value)
    {
        value = 0;
        int p = digits.IndexOfAny((byte)'p', (byte)'P');
        if (p < 0 || !TryParseExponent(digits[(p + 1)..], out int exponent))
        {
            return false;
        }

        // 64 bits of mantissa and a sticky bit are enough to round to 53 correctly.
        UInt128 mantissa = 0;
        bool sawDigit = false, sawPoint = false;
        foreach (byte c in digits[..p])
        {
            if (c == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }

            int d = DigitValue(c);
            if (d >= 16)
            {
                return false;
            }

            sawDigit = true;
            if (mantissa >> 100 == 0)
            {
                mantissa = (mantissa << 4) | (uint)d;
                exponent -= sawPoint ? 4 : 0;
            }
            else
            {
                mantissa |= d != 0 ? 1u : 0u;
                exponent += sawPoint ? 0 : 4;
            }
        }

        value = Scale(mantissa, exponent);
        return sawDigit;
    }

    // mantissa * 2^exponent, rounded once, half to even, also into the subnormal range.
    private static double Scale(UInt128 mantissa, int exponent)
    {
        if (mantissa == 0)
        {
            return 0;
        }

        int bits = 128 - (int)UInt128.LeadingZeroCount(mantissa);
        int top = exponent + bits;
        if (top > 1024)
        {
            return double.PositiveInfinity;
        }

        int keep = Math.Min(53, top + 1074);
        if (keep < 0)
        {
            return 0;
        }

        int drop = bits - keep;
        if (drop > 0)
        {
            UInt128 half = UInt128.One << (drop - 1);
            UInt128 rest = mantissa & ((half << 1) - 1);
            mantissa >>= drop;
            exponent += drop;
            if (rest > half || (rest == half && (mantissa & 1) != 0))
            {
                mantissa++;
            }
        }

        return Math.ScaleB((double)(ulong)mantissa, exponent);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        bool negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
        }

        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (byte digit in text)
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), 100_000);
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    // An underscore stands between two digits, or between a base prefix and a digit.
    private static bool TryStripUnderscores(ReadOnlySpan<byte> digits, Span<byte> plain, out int length)
    {
        length = 0;
        bool prefixed = digits.Length >= 2 && digits[0] == '0' && (digits[1] | 0x20) is 'x' or 'o' or 'b';
        bool hexadecimal = prefixed && (digits[1] | 0x20) == 'x';
        byte last = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            byte c = digits[i];
            bool digit = c is >= (byte)'0' and <= (byte)'9' || (hexadecimal && DigitValue(c) < 16) || (prefixed && i == 1);
            if (c == '_' ? last != '0' : !digit && last == '_')
            {
                return false;
            }

            last = c == '_' ? c : digit ? (byte)'0' : (byte)'!';
            if (c != '_')
            {
                plain[length++] = c;
            }
        }

        return last != '_';
    }

    private static int DigitValue(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => 99,
    };

    private static bool Is(ReadOnlySpan<byte> text, string word) => Ascii.EqualsIgnoreCase(text, word);
}
