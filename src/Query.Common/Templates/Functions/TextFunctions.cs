using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates.Functions;

/// <summary>Functions of texts that template libraries share, the text last, so that it can come out of a pipeline. Lengths and places count bytes.</summary>
public static class TextFunctions
{
    private const int LongestRepetition = 16 << 20;

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
    {
        ["lower"] = TemplateFunction.OfText(static text => text.ToLowerInvariant()),
        ["upper"] = TemplateFunction.OfText(static text => text.ToUpperInvariant()),
        ["title"] = TemplateFunction.OfText(Title),
        ["trim"] = TemplateFunction.OfText(static text => text.Trim()),
        ["trimAll"] = TemplateFunction.OfTexts(static (set, text) => TrimSet(text, set, start: true, end: true)),
        ["trimPrefix"] = TemplateFunction.OfTexts(static (prefix, text) => TrimPrefix(text, prefix)),
        ["trimSuffix"] = TemplateFunction.OfTexts(static (suffix, text) => TrimSuffix(text, suffix)),
        ["trunc"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (length, text) => Truncate((long)length!, (string)text!)),
        ["substr"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Integer, TemplateKind.Text, static (start, end, text) => Substring((long)start!, (long)end!, (string)text!)),
        ["contains"] = TemplateFunction.OfTexts(static (part, text) => text.Contains(part, StringComparison.Ordinal)),
        ["hasPrefix"] = TemplateFunction.OfTexts(static (prefix, text) => text.StartsWith(prefix, StringComparison.Ordinal)),
        ["hasSuffix"] = TemplateFunction.OfTexts(static (suffix, text) => text.EndsWith(suffix, StringComparison.Ordinal)),
        ["replace"] = TemplateFunction.Of(TemplateKind.Text, TemplateKind.Text, TemplateKind.Text, static (old, replacement, text) => Replace((string)text!, (string)old!, (string)replacement!, -1)),
        ["repeat"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (count, text) => Repeat((long)count!, (string)text!)),
        ["indent"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (blanks, text) => Indent((long)blanks!, (string)text!)),
        ["nindent"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (blanks, text) => "\n" + Indent((long)blanks!, (string)text!)),
        ["b64enc"] = TemplateFunction.OfText(static text => Convert.ToBase64String(GoLiteral.Encode(text))),
        ["default"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Length > 1 && TemplateValues.IsTrue(arguments[1]) ? arguments[1] : arguments[0], IsVariadic: true),
    };

    /// <summary>Replaces the first so many occurrences, all of them for a negative number; the empty text occurs before each character and at the end.</summary>
    public static string Replace(string text, string old, string replacement, long count)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(old);
        var result = new StringBuilder();
        int at = 0;
        for (long done = 0; done != count && at <= text.Length; done++)
        {
            int found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : done == 0 ? 0 : NextCharacter(text, at);
            if (found < 0)
            {
                break;
            }

            result.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
            if (old.Length == 0 && found == text.Length)
            {
                return result.ToString();
            }

            if (result.Length > LongestRepetition)
            {
                throw new TemplateFunctionException("result too long");
            }
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Takes characters of a set off the ends.</summary>
    public static string TrimSet(string text, string set, bool start, bool end)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(set);
        Rune[] runes = [.. set.EnumerateRunes()];
        int from = 0, to = text.Length;
        while (start && from < to && Rune.TryGetRuneAt(text, from, out Rune rune) && runes.Contains(rune))
        {
            from += rune.Utf16SequenceLength;
        }

        while (end && to > from && Rune.DecodeLastFromUtf16(text.AsSpan(from..to), out Rune rune, out int used) == System.Buffers.OperationStatus.Done && runes.Contains(rune))
        {
            to -= used;
        }

        return text[from..to];
    }

    /// <summary>The text without a prefix, if it has it.</summary>
    public static string TrimPrefix(string text, string prefix)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(prefix);
        return text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
    }

    /// <summary>The text without a suffix, if it has it.</summary>
    public static string TrimSuffix(string text, string suffix)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(suffix);
        return text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;
    }

    private static int NextCharacter(string text, int at) => at >= text.Length ? -1 : at + (Rune.TryGetRuneAt(text, at, out Rune rune) ? rune.Utf16SequenceLength : 1);

    // The first letter of each word in upper case; words end at blanks and at ASCII characters that are neither letters, digits nor underscores.
    private static string Title(string text)
    {
        var titled = new StringBuilder(text.Length);
        bool begins = true;
        foreach (char c in text)
        {
            titled.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = char.IsAscii(c) ? !char.IsAsciiLetterOrDigit(c) && c != '_' : !char.IsLetterOrDigit(c) && char.IsWhiteSpace(c);
        }

        return titled.ToString();
    }

    private static string Truncate(long length, string text)
    {
        byte[] bytes = GoLiteral.Encode(text);
        return length < 0 && bytes.Length + length > 0 ? GoLiteral.Decode(bytes.AsSpan((int)(bytes.Length + length)))
            : length >= 0 && bytes.Length > length ? GoLiteral.Decode(bytes.AsSpan(0, (int)length))
            : text;
    }

    private static string Substring(long start, long end, string text)
    {
        byte[] bytes = GoLiteral.Encode(text);
        (long from, long to) = start < 0 ? (0, end) : end < 0 || end > bytes.Length ? (start, bytes.Length) : (start, end);
        return from >= 0 && to <= bytes.Length && from <= to
            ? GoLiteral.Decode(bytes.AsSpan((int)from, (int)(to - from)))
            : throw new TemplateFunctionException($"runtime error: slice bounds out of range [{from}:{to}]");
    }

    private static string Repeat(long count, string text) =>
        count < 0 ? throw new TemplateFunctionException("strings: negative Repeat count")
        : count * text.Length > LongestRepetition ? throw new TemplateFunctionException("strings: Repeat output length overflow")
        : new StringBuilder().Insert(0, text, (int)(text.Length == 0 ? 0 : count)).ToString();

    private static string Indent(long blanks, string text)
    {
        string pad = Repeat(blanks, " ");
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }
}
