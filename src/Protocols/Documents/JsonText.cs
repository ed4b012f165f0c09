using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Documents;

/// <summary>
/// The texts of JSON strings as UTF-8. More lenient than the platform's, because a line of a log must not be lost for one bad character: half a surrogate pair becomes U+FFFD, and bytes
/// that are no UTF-8 stay what they are.
/// </summary>
internal static class JsonText
{
    /// <summary>The text of the string or name that the reader is at; in <paramref name="scratch"/> when it must be unescaped.</summary>
    public static ReadOnlySpan<byte> Of(scoped ref Utf8JsonReader reader, ByteBuffer scratch)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        scratch.Clear();
        Unescape(reader.ValueSpan, scratch);
        return scratch.Written;
    }

    /// <summary>Adds the text of an escaped string, which must be sound JSON.</summary>
    public static void Unescape(ReadOnlySpan<byte> escaped, ByteBuffer destination)
    {
        while (true)
        {
            int escape = escaped.IndexOf((byte)'\\');
            if (escape < 0)
            {
                destination.Append(escaped);
                return;
            }

            destination.Append(escaped[..escape]);
            escaped = escaped[(escape + 1)..];
            byte kind = escaped[0];
            escaped = escaped[1..];
            if (kind != 'u')
            {
                destination.Append(kind switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => kind,
                });
                continue;
            }

            char unit = ReadUnit(ref escaped);
            Rune rune = Rune.ReplacementChar;
            if (!char.IsSurrogate(unit))
            {
                rune = new Rune(unit);
            }
            else if (char.IsHighSurrogate(unit) && escaped.StartsWith("\\u"u8))
            {
                ReadOnlySpan<byte> next = escaped[2..];
                if (Rune.TryCreate(unit, ReadUnit(ref next), out Rune pair))
                {
                    rune = pair;
                    escaped = next;
                }
            }

            destination.Advance(rune.EncodeToUtf8(destination.Reserve(4)));
        }
    }

    /// <summary>Adds a text as a JSON string, quotes included.</summary>
    public static void Quote(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        destination.Append((byte)'"');
        foreach (byte c in text)
        {
            switch (c)
            {
                case (byte)'"' or (byte)'\\':
                    destination.Append((byte)'\\');
                    destination.Append(c);
                    break;
                case < 0x20:
                    destination.Append("\\u00"u8);
                    destination.Append((byte)('0' + (c >> 4)));
                    destination.Append((byte)"0123456789abcdef"[c & 0xF]);
                    break;
                default:
                    destination.Append(c);
                    break;
            }
        }

        destination.Append((byte)'"');
    }

    /// <summary>Adds a whole number.</summary>
    public static void Append(long number, ByteBuffer destination)
    {
        Utf8Formatter.TryFormat(number, destination.Reserve(20), out int written);
        destination.Advance(written);
    }

    /// <summary>Adds a number.</summary>
    public static void Append(double number, ByteBuffer destination)
    {
        number.TryFormat(destination.Reserve(32), out int written, default, CultureInfo.InvariantCulture);
        destination.Advance(written);
    }

    private static char ReadUnit(ref ReadOnlySpan<byte> digits)
    {
        bool isSound = Utf8Parser.TryParse(digits[..4], out ushort unit, out _, 'x');
        digits = digits[4..];
        return isSound ? (char)unit : (char)Rune.ReplacementChar.Value;
    }
}
