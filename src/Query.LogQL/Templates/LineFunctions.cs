using System.Globalization;
using System.Net;
using System.Text;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Templates.Functions;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.LogQL.Templates;

/// <summary>The functions of <c>line_format</c> and <c>label_format</c>.</summary>
internal static class LineFunctions
{
    private const long Second = 1_000_000_000;

    public static IReadOnlyDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>(
        [.. TextFunctions.All, .. NumberFunctions.All, .. JsonFunctions.All, .. TimeFunctions.With(TimeProvider.System), .. Own()], StringComparer.Ordinal);

    private static Dictionary<string, TemplateFunction> Own() => new()
    {
        ["ToLower"] = TemplateFunction.OfText(static text => text.ToLowerInvariant()),
        ["ToUpper"] = TemplateFunction.OfText(static text => text.ToUpperInvariant()),
        ["Replace"] = new([TemplateKind.Text, TemplateKind.Text, TemplateKind.Text, TemplateKind.Integer], static arguments =>
            TextFunctions.Replace((string)arguments[0]!, (string)arguments[1]!, (string)arguments[2]!, (long)arguments[3]!)),
        ["Trim"] = TemplateFunction.OfTexts(static (text, set) => TextFunctions.TrimSet(text, set, start: true, end: true)),
        ["TrimLeft"] = TemplateFunction.OfTexts(static (text, set) => TextFunctions.TrimSet(text, set, start: true, end: false)),
        ["TrimRight"] = TemplateFunction.OfTexts(static (text, set) => TextFunctions.TrimSet(text, set, start: false, end: true)),
        ["TrimPrefix"] = TemplateFunction.OfTexts(TextFunctions.TrimPrefix),
        ["TrimSuffix"] = TemplateFunction.OfTexts(TextFunctions.TrimSuffix),
        ["TrimSpace"] = TemplateFunction.OfText(static text => text.Trim()),
        ["regexReplaceAll"] = TemplateFunction.Of(TemplateKind.Text, TemplateKind.Text, TemplateKind.Text, static (pattern, text, replacement) =>
            ReplaceAll((string)pattern!, (string)text!, ReplacementTemplate.Parse((string)replacement!))),
        ["regexReplaceAllLiteral"] = TemplateFunction.Of(TemplateKind.Text, TemplateKind.Text, TemplateKind.Text, static (pattern, text, replacement) =>
            ReplaceAll((string)pattern!, (string)text!, ReplacementTemplate.Literal((string)replacement!))),
        ["count"] = TemplateFunction.OfTexts(static (pattern, text) => (long)FindAll(Compile(pattern), GoLiteral.Encode(text)).Count),
        ["urldecode"] = TemplateFunction.OfText(UrlDecode),
        ["urlencode"] = TemplateFunction.OfText(UrlEncode),
        ["b64dec"] = TemplateFunction.OfText(Base64Decode),
        ["bytes"] = TemplateFunction.OfText(static text =>
            ByteSize.TryParse(GoLiteral.Encode(text), out ulong size) ? (double)size : throw new TemplateFunctionException(ByteSize.Explain(GoLiteral.Encode(text)))),
        ["duration"] = TemplateFunction.OfText(static text => Seconds(text)),
        ["duration_seconds"] = TemplateFunction.OfText(static text => Seconds(text)),
        ["unixEpochMillis"] = TemplateFunction.Of(TemplateKind.Time, static time => ((long)(((GoTime)time!).UnixNanoseconds / 1_000_000)).ToString(CultureInfo.InvariantCulture)),
        ["unixEpochNanos"] = TemplateFunction.Of(TemplateKind.Time, static time => ((GoTime)time!).UnixNanoseconds.ToString(CultureInfo.InvariantCulture)),
        ["toDateInZone"] = TemplateFunction.Of(TemplateKind.Text, TemplateKind.Text, TemplateKind.Text, static (layout, zone, text) =>
            GoTimeLayout.TryParse((string)layout!, (string)text!, ZoneOf((string)zone!), out GoTime time) ? time : GoTime.Zero),
        ["unixToTime"] = TemplateFunction.OfText(UnixToTime),
        ["alignLeft"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (width, text) => Align((long)width!, (string)text!, left: true)),
        ["alignRight"] = TemplateFunction.Of(TemplateKind.Integer, TemplateKind.Text, static (width, text) => Align((long)width!, (string)text!, left: false)),
    };

    private static RegexSearch Compile(string pattern)
    {
        try
        {
            return RegexSearch.Compile(pattern);
        }
        catch (RegexSyntaxException error)
        {
            throw new TemplateFunctionException(error.Message);
        }
    }

    // All matches that do not overlap; an empty one does not stand where another has just ended.
    private static List<int[]> FindAll(RegexSearch search, byte[] text)
    {
        List<int[]> matches = [];
        int at = 0, lastEnd = -1;
        while (at <= text.Length && search.Find(text, at) is { } borders)
        {
            bool isEmpty = borders[0] == borders[1];
            if (!isEmpty || borders[0] != lastEnd)
            {
                matches.Add(borders);
                lastEnd = borders[1];
            }

            at = !isEmpty ? borders[1] : borders[1] < text.Length ? borders[1] + WidthAt(text, borders[1]) : text.Length + 1;
        }

        return matches;
    }

    private static int WidthAt(byte[] text, int at) => Rune.DecodeFromUtf8(text.AsSpan(at), out _, out int used) == System.Buffers.OperationStatus.Done ? used : 1;

    private static string ReplaceAll(string pattern, string text, ReplacementTemplate replacement)
    {
        RegexSearch search = Compile(pattern);
        byte[] bytes = GoLiteral.Encode(text);
        var result = new StringBuilder();
        int at = 0;
        foreach (int[] borders in FindAll(search, bytes))
        {
            result.Append(GoLiteral.Decode(bytes.AsSpan(at..borders[0])));
            result.Append(replacement.Expand(search.GroupNames, group => borders[2 * group] < 0 ? null : GoLiteral.Decode(bytes.AsSpan(borders[2 * group]..borders[(2 * group) + 1]))));
            at = borders[1];
        }

        return result.Append(GoLiteral.Decode(bytes.AsSpan(at))).ToString();
    }

    private static string UrlEncode(string text)
    {
        var encoded = new StringBuilder();
        foreach (byte b in GoLiteral.Encode(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append(b == ' ' ? "+" : string.Create(CultureInfo.InvariantCulture, $"%{b:X2}"));
            }
        }

        return encoded.ToString();
    }

    private static string UrlDecode(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new TemplateFunctionException($"invalid URL escape {GoLiteral.Quote(text.Substring(i, Math.Min(3, text.Length - i)))}");
            }
        }

        return GoLiteral.Decode(WebUtility.UrlDecodeToBytes(GoLiteral.Encode(text), 0, GoLiteral.Encode(text).Length));
    }

    private static string Base64Decode(string text)
    {
        int missing = (text.Length % 4) is 2 or 3 ? 4 - (text.Length % 4) : 0;
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text + new string('=', missing), bytes, out int length)
            ? GoLiteral.Decode(bytes.AsSpan(0, length))
            : $"illegal base64 data at input byte {BadBase64(text)}";
    }

    private static int BadBase64(string text)
    {
        int bad = 0;
        while (bad < text.Length && (char.IsAsciiLetterOrDigit(text[bad]) || text[bad] is '+' or '/'))
        {
            bad++;
        }

        return bad < text.Length ? bad : text.Length / 4 * 4;
    }

    private static double Seconds(string text)
    {
        byte[] bytes = GoLiteral.Encode(text);
        return GoDuration.TryParse(bytes, out long nanoseconds) ? nanoseconds / 1e9 : throw new TemplateFunctionException(GoDuration.Explain(bytes));
    }

    private static TimeZoneInfo? ZoneOf(string name)
    {
        if (name is "" or "UTC" || !TimeZoneInfo.TryFindSystemTimeZoneById(name == "Local" ? "UTC" : name, out TimeZoneInfo? zone))
        {
            return null;
        }

        return zone;
    }

    private static object UnixToTime(string text)
    {
        bool isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && !text.StartsWith('+');
        return (isNumber, text.Length) switch
        {
            (true, 5) => new GoTime((Int128)value * 86_400 * Second, null),
            (true, 10) => new GoTime((Int128)value * Second, null),
            (true, 13) => new GoTime((Int128)value * 1_000_000, null),
            (true, 16) => new GoTime((Int128)value * 1000, null),
            (true, 19) => new GoTime(value, null),
            (true, _) => throw new TemplateFunctionException($"unable to parse time '{text}': %!w(<nil>)"),
            _ => throw new TemplateFunctionException($"unable to parse time '{text}': strconv.ParseInt: parsing {GoLiteral.Quote(text)}: invalid syntax"),
        };
    }

    private static string Align(long width, string text, bool left)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        if (width < 0 || width == runes.Length)
        {
            return text;
        }

        if (width > runes.Length)
        {
            string pad = new(' ', (int)Math.Min(width - runes.Length, 1 << 20));
            return left ? text + pad : pad + text;
        }

        return string.Concat(left ? runes.Take((int)width) : runes.Skip(runes.Length - (int)width));
    }
}
