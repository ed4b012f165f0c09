using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>Reads attributes (<c>KeyValue</c> messages) with their values as texts: numbers and booleans as JSON has them, lists and maps as JSON, bytes as base64.</summary>
public static class OtlpAttributes
{
    private const int MaxDepth = 32;

    /// <summary>Reads one KeyValue message.</summary>
    /// <exception cref="MalformedMessageException">The bytes are none.</exception>
    public static KeyValuePair<string, string> Read(ReadOnlySpan<byte> keyValue)
    {
        string key = Split(keyValue, out ReadOnlySpan<byte> value);
        return KeyValuePair.Create(key, TextOf(value));
    }

    private static string Split(ReadOnlySpan<byte> keyValue, out ReadOnlySpan<byte> value)
    {
        string key = "";
        value = default;
        var reader = new ProtoReader(keyValue);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    key = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2 << 3 | 2:
                    value = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return key;
    }

    private static string TextOf(ReadOnlySpan<byte> anyValue)
    {
        string text = "";
        var reader = new ProtoReader(anyValue);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    text = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2 << 3:
                    text = reader.ReadVarint() != 0 ? "true" : "false";
                    break;
                case 3 << 3:
                    text = reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
                    break;
                case 4 << 3 | 1:
                    text = PrometheusFloat.FormatSample(reader.ReadDouble());
                    break;
                case 5 << 3 | 2 or 6 << 3 | 2:
                    text = JsonOf(tag, reader.ReadBytes());
                    break;
                case 7 << 3 | 2:
                    text = Convert.ToBase64String(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return text;
    }

    private static string JsonOf(uint tag, ReadOnlySpan<byte> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            WriteNested(json, tag, content, depth: 0);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteNested(Utf8JsonWriter json, uint tag, ReadOnlySpan<byte> content, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MalformedMessageException("attributes are nested too deeply");
        }

        bool map = tag == (6 << 3 | 2);
        if (map)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        var reader = new ProtoReader(content);
        while (reader.ReadTag() is uint item and not 0)
        {
            if (item != (1 << 3 | 2))
            {
                reader.Skip(item);
            }
            else if (map)
            {
                json.WritePropertyName(Split(reader.ReadBytes(), out ReadOnlySpan<byte> value));
                WriteValue(json, value, depth);
            }
            else
            {
                WriteValue(json, reader.ReadBytes(), depth);
            }
        }

        if (map)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> anyValue, int depth)
    {
        // A value is one of several fields; the last one counts.
        uint last = 0;
        ReadOnlySpan<byte> nested = default;
        var reader = new ProtoReader(anyValue);
        while (reader.ReadTag() is uint tag and not 0)
        {
            last = tag;
            if ((tag & 7) == 2)
            {
                nested = reader.ReadBytes();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        switch (last)
        {
            case 0:
                json.WriteNullValue();
                break;
            case 5 << 3 | 2 or 6 << 3 | 2:
                WriteNested(json, last, nested, depth + 1);
                break;
            case 2 << 3 or 3 << 3:
                json.WriteRawValue(TextOf(anyValue));
                break;
            case 4 << 3 | 1 when TextOf(anyValue) is var number && !number.Contains('N', StringComparison.Ordinal) && !number.Contains('I', StringComparison.Ordinal):
                json.WriteRawValue(number);
                break;
            default:
                json.WriteStringValue(TextOf(anyValue));
                break;
        }
    }
}
