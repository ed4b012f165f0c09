using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>The reference works on texts with a character for each byte, so that lines may hold anything.</summary>
internal static class ReferenceText
{
    /// <summary>A text as bytes of UTF-8, one character for each.</summary>
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] ToBytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Blanks in place of everything that is not UTF-8, and of U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder();
        for (ReadOnlySpan<byte> rest = ToBytes(text); !rest.IsEmpty;)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == OperationStatus.Done;
            used = isValid ? used : 1;
            clean.Append(isValid && rune != Rune.ReplacementChar ? OfBytes(rest[..used]) : " ");
            rest = rest[used..];
        }

        return clean.ToString();
    }

    /// <summary>A key as the name of a label; empty when nothing is left of it.</summary>
    public static string LabelName(string key, string above = "")
    {
        string text = Encoding.UTF8.GetString(ToBytes(key)).Trim();
        var name = new StringBuilder(above);
        name.Append(above.Length > 0 && text.Length > 0 ? "_" : "");
        name.Append(name.Length == 0 && text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" : "");
        foreach (Rune rune in text.EnumerateRunes())
        {
            name.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_') ? (char)rune.Value : '_');
        }

        return name.ToString();
    }

    /// <summary>Undoes escapes; null when there is one that is none.</summary>
    public static string? Unescape(string text)
    {
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            char escape = ++i < text.Length ? text[i] : '\0';
            int simple = "\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal);
            if (simple >= 0)
            {
                plain.Append("\"\\/\b\f\n\r\t"[simple]);
            }
            else if (escape == 'u' && i + 4 < text.Length && int.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            {
                plain.Append(OfText(((char)code).ToString()));
                i += 4;
            }
            else
            {
                return null;
            }
        }

        return plain.ToString();
    }
}
