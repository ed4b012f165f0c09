using System.Buffers;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>
/// Finds its way through JSON without checking more of it than it needs: whether brackets match is counted per kind, numbers may be spelled in any way, and what stands behind the value
/// does not matter. Lines that other readers of logs accept are accepted, in the same way.
/// </summary>
internal static class JsonScan
{
    public const string Malformed = "Malformed JSON error";
    public const string MalformedString = "Value is string, but can't find closing '\"' symbol";
    public const string MalformedArray = "Value is array, but can't find closing ']' symbol";
    public const string MalformedObject = "Value looks like object, but can't find closing '}' symbol";
    public const string MalformedEscape = "Encountered an invalid escape sequence in a string";
    public const string UnknownType = "Unknown value type";

    private static readonly SearchValues<byte> _endsOfToken = SearchValues.Create(" \n\r\t,}]"u8);
    private static readonly SearchValues<byte> _objectMarks = SearchValues.Create("\"{}"u8);
    private static readonly SearchValues<byte> _arrayMarks = SearchValues.Create("\"[]"u8);

    /// <summary>The first place from one on that is no blank; -1 when there is none.</summary>
    public static int NextToken(ReadOnlySpan<byte> json, int from)
    {
        for (int i = from; i < json.Length; i++)
        {
            if (json[i] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the string that begins at a place ends, at its closing quote; -1 when it doesn't.</summary>
    public static int StringEnd(ReadOnlySpan<byte> json, int from, out bool isEscaped)
    {
        isEscaped = false;
        int i = from;
        while (true)
        {
            int found = json[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            i += found;
            if (json[i] == '"')
            {
                return i;
            }

            isEscaped = true;
            i += 2;
            if (i > json.Length)
            {
                return -1;
            }
        }
    }

    /// <summary>Behind the bracket that closes the one at a place, brackets of the other kind not counted; -1 when there is none.</summary>
    public static int BlockEnd(ReadOnlySpan<byte> json, int from)
    {
        byte open = json[from];
        SearchValues<byte> marks = open == '{' ? _objectMarks : _arrayMarks;
        int depth = 0;
        for (int i = from; ;)
        {
            int found = json[i..].IndexOfAny(marks);
            if (found < 0)
            {
                return -1;
            }

            i += found;
            if (json[i] == '"')
            {
                i = StringEnd(json, i + 1, out _);
                if (i < 0)
                {
                    return -1;
                }
            }
            else
            {
                depth += json[i] == open ? 1 : -1;
                if (depth == 0)
                {
                    return i + 1;
                }
            }

            i++;
        }
    }

    /// <summary>The value at a place, which is no blank. Returns what is wrong, or null.</summary>
    public static string? Value(ReadOnlySpan<byte> json, int at, out JsonValue value)
    {
        value = default;
        int end;
        switch (json[at])
        {
            case (byte)'"':
                end = StringEnd(json, at + 1, out bool isEscaped);
                value = new JsonValue(JsonType.String, at + 1, end, end + 1, isEscaped);
                return end < 0 ? MalformedString : null;
            case (byte)'[':
                end = BlockEnd(json, at);
                value = new JsonValue(JsonType.Array, at, end, end, IsEscaped: false);
                return end < 0 ? MalformedArray : null;
            case (byte)'{':
                end = BlockEnd(json, at);
                value = new JsonValue(JsonType.Object, at, end, end, IsEscaped: false);
                return end < 0 ? MalformedObject : null;
        }

        int length = json[at..].IndexOfAny(_endsOfToken);
        end = length < 0 ? json.Length : at + length;
        JsonType? type = (json[at], end - at) switch
        {
            ((byte)'t', 4) when json[at..end].SequenceEqual("true"u8) => JsonType.Boolean,
            ((byte)'f', 5) when json[at..end].SequenceEqual("false"u8) => JsonType.Boolean,
            ((byte)'n', 4) when json[at..end].SequenceEqual("null"u8) => JsonType.Null,
            ((byte)'-' or (>= (byte)'0' and <= (byte)'9'), _) => JsonType.Number,
            _ => null,
        };
        value = new JsonValue(type ?? JsonType.Null, at, end, end, IsEscaped: false);
        return type is null ? UnknownType : null;
    }
}
