using System.Text;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;

namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>What the parsers <c>json</c> and <c>logfmt</c> would find in a line, for those who want to know which fields there are.</summary>
public static class LineFields
{
    private const int MaxDepth = 32;

    /// <summary>The fields of a line that is a JSON object; null when it is none.</summary>
    public static IReadOnlyList<LineField>? OfJson(ReadOnlySpan<byte> line)
    {
        var fields = new List<LineField>();
        return TryReadObject(line, [], fields) ? fields : null;
    }

    /// <summary>The pairs of a line, whatever else is in it.</summary>
    public static IReadOnlyList<LineField> OfLogfmt(ReadOnlySpan<byte> line)
    {
        var fields = new List<LineField>();
        var reader = new LogfmtReader(line);
        while (!reader.AtEnd)
        {
            if (!reader.Read() || reader.Value.IsEmpty)
            {
                continue;
            }

            byte[] value = reader.Value.ToArray();
            int length = reader.IsEscaped ? LogfmtReader.Unquote(reader.Value, value) : value.Length;
            if (length > 0)
            {
                fields.Add(new LineField(NameOf([Encoding.UTF8.GetString(reader.Key)]), Encoding.UTF8.GetString(value, 0, length), null));
            }
        }

        return fields;
    }

    private static bool TryReadObject(ReadOnlySpan<byte> json, List<string> path, List<LineField> fields)
    {
        int at = JsonScan.NextToken(json, 0);
        if (at < 0 || json[at] != '{' || path.Count > MaxDepth)
        {
            return false;
        }

        for (at = JsonScan.NextToken(json, at + 1); at >= 0 && json[at] == '"'; at = JsonScan.NextToken(json, at))
        {
            int keyEnd = JsonScan.StringEnd(json, at + 1, out bool isEscaped);
            int colon = keyEnd < 0 ? -1 : JsonScan.NextToken(json, keyEnd + 1);
            int start = colon < 0 || json[colon] != ':' ? -1 : JsonScan.NextToken(json, colon + 1);
            if (start < 0 || JsonScan.Value(json, start, out JsonValue value) is not null)
            {
                return false;
            }

            path.Add(TextOf(json[(at + 1)..keyEnd], isEscaped));
            bool isSound = Take(json, value, path, fields);
            path.RemoveAt(path.Count - 1);
            at = JsonScan.NextToken(json, value.Next);
            if (!isSound || at < 0 || json[at] is not ((byte)',' or (byte)'}'))
            {
                return false;
            }

            if (json[at] == '}')
            {
                return true;
            }

            at++;
        }

        return at >= 0 && json[at] == '}';
    }

    private static bool Take(ReadOnlySpan<byte> json, in JsonValue value, List<string> path, List<LineField> fields)
    {
        ReadOnlySpan<byte> text = json[value.Start..value.End];
        switch (value.Type)
        {
            case JsonType.Object:
                return TryReadObject(text, path, fields);
            case JsonType.String or JsonType.Number or JsonType.Boolean when !text.IsEmpty:
                fields.Add(new LineField(NameOf(path), TextOf(text, value.IsEscaped), [.. path]));
                return true;
            default:
                return true;
        }
    }

    private static string NameOf(List<string> path)
    {
        var name = new byte[path.Sum(static key => Encoding.UTF8.GetByteCount(key) + 1 + LabelKey.Growth)];
        int length = 0;
        foreach (string key in path)
        {
            if (length > 0)
            {
                name[length++] = (byte)'_';
            }

            length = LabelKey.Append(Encoding.UTF8.GetBytes(key), name, length);
        }

        return Encoding.UTF8.GetString(name, 0, length);
    }

    private static string TextOf(ReadOnlySpan<byte> text, bool isEscaped)
    {
        if (!isEscaped)
        {
            return Encoding.UTF8.GetString(text);
        }

        byte[] unescaped = new byte[text.Length];
        return Encoding.UTF8.GetString(unescaped, 0, Math.Max(0, JsonText.Unescape(text, unescaped)));
    }
}
