using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>A path to a value: <c>order.items[0].sku</c>, <c>["a.b"]</c>. Immutable.</summary>
internal sealed class JsonPath
{
    private readonly Part[] _parts;

    private JsonPath(Part[] parts) => _parts = parts;

    /// <summary>Reads a path; null when the text is none, with the reason.</summary>
    public static JsonPath? TryParse(string text, out string error)
    {
        var parts = new List<Part>();
        int at = 0;
        bool afterDot = true;
        error = "";
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\n')
            {
                at++;
            }

            if (at == text.Length)
            {
                break;
            }

            char c = text[at];
            if (c == '.' && parts.Count > 0 && !afterDot)
            {
                at++;
                afterDot = true;
                continue;
            }

            Part? part = c == '[' && (parts.Count == 0 || !afterDot) ? ReadBrackets(text, ref at) : afterDot && (char.IsAsciiLetter(c) || c == '_') ? ReadField(text, ref at) : null;
            if (part is null)
            {
                error = at < text.Length && !(char.IsAsciiLetterOrDigit(c) || c is '_' or '[' or ']' or '.' or '"') ? $"unexpected char {c}" : "syntax error: unexpected $end";
                return null;
            }

            parts.Add(part.Value);
            afterDot = false;
        }

        error = parts.Count == 0 || afterDot ? "syntax error: unexpected $end, expecting FIELD" : "";
        return error.Length == 0 ? new JsonPath([.. parts]) : null;
    }

    /// <summary>Finds the value. False when it is not there; an error when what is there is no value.</summary>
    public bool TryFind(ReadOnlySpan<byte> json, out JsonValue value, out string? error)
    {
        value = default;
        error = null;
        int at = JsonScan.NextToken(json, 0);
        foreach (Part part in _parts)
        {
            at = at < 0 ? -1 : part.Key is null ? FindElement(json, at, part.Index) : FindMember(json, at, part.Key);
        }

        if (at < 0)
        {
            return false;
        }

        error = JsonScan.Value(json, at, out value);
        return error is null;
    }

    private static Part? ReadBrackets(string text, ref int at)
    {
        at++;
        Part? part = null;
        if (at < text.Length && text[at] == '"')
        {
            int quote = text.IndexOf('"', at + 1);
            if (quote > 0)
            {
                part = new Part(Encoding.UTF8.GetBytes(text[(at + 1)..quote]), 0);
                at = quote + 1;
            }
        }
        else
        {
            int end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (int.TryParse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                part = new Part(null, index);
                at = end;
            }
        }

        return part is not null && at < text.Length && text[at++] == ']' ? part : null;
    }

    private static Part? ReadField(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return new Part(Encoding.UTF8.GetBytes(text[start..at]), 0);
    }

    // Where the value of a key begins. What stands behind it is not looked at, so that lines that were cut off still have their first values.
    private static int FindMember(ReadOnlySpan<byte> json, int at, byte[] wanted)
    {
        if (json[at] != '{')
        {
            return -1;
        }

        at = JsonScan.NextToken(json, at + 1);
        while (at >= 0 && json[at] == '"')
        {
            int keyEnd = JsonScan.StringEnd(json, at + 1, out bool isEscaped);
            int colon = keyEnd < 0 ? -1 : JsonScan.NextToken(json, keyEnd + 1);
            int valueAt = colon < 0 || json[colon] != ':' ? -1 : JsonScan.NextToken(json, colon + 1);
            if (valueAt < 0)
            {
                return -1;
            }

            if (IsKey(json[(at + 1)..keyEnd], isEscaped, wanted))
            {
                return valueAt;
            }

            if (JsonScan.Value(json, valueAt, out JsonValue value) is not null)
            {
                return -1;
            }

            at = JsonScan.NextToken(json, value.Next);
            at = at >= 0 && json[at] == ',' ? JsonScan.NextToken(json, at + 1) : -1;
        }

        return -1;
    }

    private static int FindElement(ReadOnlySpan<byte> json, int at, int index)
    {
        if (json[at] != '[')
        {
            return -1;
        }

        at = JsonScan.NextToken(json, at + 1);
        for (int i = 0; at >= 0 && json[at] != ']'; i++)
        {
            if (i == index)
            {
                return at;
            }

            if (JsonScan.Value(json, at, out JsonValue value) is not null)
            {
                return -1;
            }

            at = JsonScan.NextToken(json, value.Next);
            at = at >= 0 && json[at] == ',' ? JsonScan.NextToken(json, at + 1) : -1;
        }

        return -1;
    }

    private static bool IsKey(ReadOnlySpan<byte> key, bool isEscaped, byte[] wanted)
    {
        if (!isEscaped)
        {
            return key.SequenceEqual(wanted);
        }

        byte[] unescaped = new byte[key.Length];
        int length = JsonText.Unescape(key, unescaped);
        return length >= 0 && unescaped.AsSpan(0, length).SequenceEqual(wanted);
    }

    private readonly record struct Part(byte[]? Key, int Index);
}
