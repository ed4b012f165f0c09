using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>Undoes the escapes of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>Undoes escapes into a buffer, which must be as long as the text; the length, or -1 when an escape is none.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (true)
        {
            int plain = text.IndexOf((byte)'\\');
            if (plain < 0)
            {
                text.CopyTo(destination[length..]);
                return length + text.Length;
            }

            text[..plain].CopyTo(destination[length..]);
            length += plain;
            text = text[plain..];
            if (text.Length < 2)
            {
                return -1;
            }

            if (text[1] == 'u')
            {
                int used = Unicode(text, out Rune rune);
                if (used < 0)
                {
                    return -1;
                }

                length += rune.EncodeToUtf8(destination[length..]);
                text = text[used..];
                continue;
            }

            byte unescaped = text[1] switch
            {
                (byte)'"' or (byte)'\\' or (byte)'/' => text[1],
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => 0,
            };
            if (unescaped == 0)
            {
                return -1;
            }

            destination[length++] = unescaped;
            text = text[2..];
        }
    }

    /// <summary>True when a text is UTF-8 and has no replacement character, so that it can be a label's value as it is.</summary>
    public static bool IsClean(ReadOnlySpan<byte> text) => Utf8.IsValid(text) && text.IndexOf("\uFFFD"u8) < 0;

    /// <summary>Puts blanks where a text is no UTF-8 or has a replacement character; the length.</summary>
    public static int Clean(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(text, out Rune rune, out int used) == OperationStatus.Done;
            if (valid && rune != Rune.ReplacementChar)
            {
                text[..used].CopyTo(destination[length..]);
                length += used;
            }
            else
            {
                destination[length++] = (byte)' ';
            }

            text = text[(valid ? used : 1)..];
        }

        return length;
    }

    // Two escapes where the first is the leading half of a pair.
    private static int Unicode(ReadOnlySpan<byte> text, out Rune rune)
    {
        rune = default;
        int first = CodeUnit(text);
        if (first < 0)
        {
            return -1;
        }

        if (Rune.TryCreate((char)first, out rune))
        {
            return 6;
        }

        int second = CodeUnit(text[6..]);
        return second >= 0 && Rune.TryCreate((char)first, (char)second, out rune) ? 12 : -1;
    }

    private static int CodeUnit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u')
        {
            return -1;
        }

        int value = 0;
        foreach (byte digit in text[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return -1;
            }

            value = (value << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return value;
    }
}
