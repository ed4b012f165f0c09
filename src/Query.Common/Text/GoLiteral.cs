using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Text;

/// <summary>
/// String and character literals in Go's notation, in which the query languages are written and their errors are worded. A literal may hold bytes that are no UTF-8
/// (<c>"\xff"</c>); in a .NET string such a byte b stands as the lone surrogate U+DC00 + b, which no valid text contains, so that it can be told apart and written back.
/// </summary>
public static class GoLiteral
{
    private const char EscapedByte = '\uDC00';

    /// <summary>True for a character that stands for one byte that is no valid UTF-8.</summary>
    public static bool IsRawByte(char c) => c is >= '\uDC80' and <= '\uDCFF';

    /// <summary>True when the text holds a byte that is no valid UTF-8.</summary>
    public static bool HasRawBytes(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text between double quotes, with escapes for quotes, backslashes, control characters, unprintable characters and raw bytes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                AppendEscaped(quoted, rune, '"');
                i += rune.Utf16SequenceLength - 1;
            }
            else if (IsRawByte(text[i]))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{text[i] - EscapedByte:x2}");
            }
            else
            {
                quoted.Append("\\ufffd");
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The character between single quotes; a code outside of Unicode shows as the replacement character.</summary>
    public static string QuoteRune(int rune) => AppendEscaped(new StringBuilder("'"), Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar, '\'').Append('\'').ToString();

    /// <summary>The character as <c>U+0078 'x'</c>, or only the code when it can't be printed.</summary>
    public static string DescribeRune(int rune)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"U+{rune:X4}");
        return Rune.IsValid(rune) && IsPrintable(new Rune(rune)) ? $"{code} '{new Rune(rune)}'" : code;
    }

    /// <summary>
    /// Reads a literal, quotes included: double or single quotes with Go's escapes, or a raw one in backquotes (where carriage returns don't count). Null when it is malformed.
    /// </summary>
    public static string? Unquote(ReadOnlySpan<byte> literal)
    {
        if (literal.Length < 2 || literal[0] != literal[^1])
        {
            return null;
        }

        byte quote = literal[0];
        ReadOnlySpan<byte> content = literal[1..^1];
        if (quote == '`')
        {
            return content.Contains((byte)'`') ? null : Decode(content).Replace("\r", "", StringComparison.Ordinal);
        }

        if (quote is not ((byte)'"' or (byte)'\'') || content.Contains((byte)'\n'))
        {
            return null;
        }

        if (!content.ContainsAny(quote, (byte)'\\'))
        {
            return Decode(content);
        }

        // Escapes may spell UTF-8 byte by byte, so bytes are gathered first.
        byte[] bytes = new byte[content.Length];
        int length = 0;
        while (!content.IsEmpty)
        {
            if (content[0] == quote)
            {
                return null;
            }

            if (content[0] != '\\')
            {
                bytes[length++] = content[0];
                content = content[1..];
            }
            else if (!TryUnescape(ref content, quote, bytes, ref length))
            {
                return null;
            }
        }

        return Decode(bytes.AsSpan(0, length));
    }

    /// <summary>UTF-8 to text; bytes that are none become lone surrogates.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var text = new StringBuilder(utf8.Length);
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                utf8 = utf8[used..];
            }
            else
            {
                text.Append((char)(EscapedByte + utf8[0]));
                utf8 = utf8[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>Text to UTF-8; lone surrogates become the bytes that they stand for.</summary>
    public static byte[] Encode(string text)
    {
        if (!HasRawBytes(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        byte[] bytes = new byte[text.Length * 3];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += rune.Utf16SequenceLength - 1;
            }
            else if (IsRawByte(text[i]))
            {
                bytes[length++] = (byte)(text[i] - EscapedByte);
            }
            else
            {
                length += Rune.ReplacementChar.EncodeToUtf8(bytes.AsSpan(length));
            }
        }

        return bytes[..length];
    }

    /// <summary>The text with U+FFFD in place of what is no valid text, for formats that know only Unicode.</summary>
    public static string ToUnicode(string text) => HasRawBytes(text) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private static bool TryUnescape(ref ReadOnlySpan<byte> content, byte quote, byte[] bytes, ref int length)
    {
        if (content.Length < 2)
        {
            return false;
        }

        byte kind = content[1];
        (int digits, int radix, int skip) = kind switch
        {
            (byte)'x' => (2, 16, 2),
            (byte)'u' => (4, 16, 2),
            (byte)'U' => (8, 16, 2),
            >= (byte)'0' and <= (byte)'7' => (3, 8, 1),
            _ => (0, 0, 2),
        };
        if (digits == 0)
        {
            byte value = kind switch
            {
                (byte)'a' => (byte)'\a',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'v' => (byte)'\v',
                (byte)'\\' => (byte)'\\',
                _ => kind == quote ? quote : (byte)0,
            };
            bytes[length++] = value;
            content = content[2..];
            return value != 0;
        }

        if (content.Length < skip + digits)
        {
            return false;
        }

        uint code = 0;
        foreach (byte digit in content.Slice(skip, digits))
        {
            int value = char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : 16;
            if (value >= radix)
            {
                return false;
            }

            code = (code * (uint)radix) + (uint)value;
        }

        content = content[(skip + digits)..];
        if (kind is (byte)'u' or (byte)'U')
        {
            if (!Rune.IsValid(code))
            {
                return false;
            }

            length += new Rune(code).EncodeToUtf8(bytes.AsSpan(length));
            return true;
        }

        bytes[length++] = (byte)code;
        return code <= byte.MaxValue;
    }

    private static StringBuilder AppendEscaped(StringBuilder text, Rune rune, char quote)
    {
        if (rune.Value == quote || rune.Value == '\\')
        {
            return text.Append('\\').Append((char)rune.Value);
        }

        if (IsPrintable(rune))
        {
            return text.Append(rune.ToString());
        }

        return rune.Value switch
        {
            '\a' => text.Append("\\a"),
            '\b' => text.Append("\\b"),
            '\f' => text.Append("\\f"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            '\v' => text.Append("\\v"),
            < ' ' or 0x7F => text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            <= 0xFFFF => text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
    }

    // Go's notion: letters, marks, numbers, punctuation, symbols, and of all blanks only the ASCII one.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
