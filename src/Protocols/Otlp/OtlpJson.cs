using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Turns OTLP's JSON (protobuf's mapping, but with ids in hex) into the protobuf message that it stands for, so that there is one decoder for both. Unknown fields are left out, as
/// the specification demands; 64-bit numbers may be strings; fields may have the names of their proto files.
/// </summary>
public static class OtlpJson
{
    private const int MaxDepth = 64;

    /// <summary>Converts an ExportMetricsServiceRequest, into at most <paramref name="maxBytes"/>.</summary>
    /// <exception cref="MalformedMessageException">The text is not JSON, a field has a value of another kind, or the message is too large.</exception>
    public static void MetricsToProtobuf(ReadOnlySpan<byte> json, ProtoWriter message, int maxBytes) => Convert(json, OtlpSchema.MetricsRequest, message, maxBytes);

    private static void Convert(ReadOnlySpan<byte> json, OtlpSchema schema, ProtoWriter message, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(message);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            reader.Read();
            WriteMessage(ref reader, schema, message, maxBytes);
            while (reader.Read())
            {
                // Only to hear whether something follows.
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new MalformedMessageException($"the body is not OTLP's JSON: {exception.Message}", exception);
        }
    }

    private static void WriteMessage(ref Utf8JsonReader reader, OtlpSchema schema, ProtoWriter message, int maxBytes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"an object was expected, not {reader.TokenType}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            OtlpField? field = reader.ValueIsEscaped ? schema.Find(Encoding.UTF8.GetBytes(reader.GetString()!)) : schema.Find(reader.ValueSpan);
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    WriteField(ref reader, field, message, maxBytes);
                }
            }
            else
            {
                WriteField(ref reader, field, message, maxBytes);
            }
        }
    }

    private static void WriteField(ref Utf8JsonReader reader, OtlpField field, ProtoWriter message, int maxBytes)
    {
        switch (field.Kind)
        {
            case var _ when reader.TokenType == JsonTokenType.Null:
                break;
            case OtlpFieldKind.Text:
                WriteText(ref reader, field.Number, message);
                break;
            case OtlpFieldKind.Base64:
                message.Bytes(field.Number, reader.GetBytesFromBase64());
                break;
            case OtlpFieldKind.Hex:
                message.Bytes(field.Number, System.Convert.FromHexString(reader.GetString()!));
                break;
            case OtlpFieldKind.Bool:
                message.Varint(field.Number, reader.GetBoolean() ? 1UL : 0);
                break;
            case OtlpFieldKind.Varint:
                message.Varint(field.Number, IntegerOf(ref reader));
                break;
            case OtlpFieldKind.Enumeration:
                message.Varint(field.Number, EnumerationOf(ref reader, field.Values!));
                break;
            case OtlpFieldKind.ZigZag:
                message.ZigZag(field.Number, (long)IntegerOf(ref reader));
                break;
            case OtlpFieldKind.Fixed32:
                message.Fixed32(field.Number, checked((uint)IntegerOf(ref reader)));
                break;
            case OtlpFieldKind.Fixed64:
                message.Fixed64(field.Number, IntegerOf(ref reader));
                break;
            case OtlpFieldKind.Double:
                message.Double(field.Number, DoubleOf(ref reader));
                break;
            default:
                int start = message.BeginMessage(field.Number);
                WriteMessage(ref reader, field.Message!(), message, maxBytes);
                message.EndMessage(start);
                break;
        }

        // A number of one digit in a list becomes nine bytes.
        if (message.Written.Length > maxBytes)
        {
            throw new FormatException($"the message is larger than {maxBytes} bytes");
        }
    }

    private static void WriteText(ref Utf8JsonReader reader, int field, ProtoWriter message)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new FormatException($"a string was expected, not {reader.TokenType}");
        }

        if (!reader.ValueIsEscaped)
        {
            message.Bytes(field, reader.ValueSpan);
            return;
        }

        int start = message.BeginMessage(field);
        message.Advance(reader.CopyString(message.GetSpan(reader.ValueSpan.Length)));
        message.EndMessage(start);
    }

    private static ulong EnumerationOf(ref Utf8JsonReader reader, string[] values)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return IntegerOf(ref reader);
        }

        int value = Array.IndexOf(values, reader.GetString());
        return value >= 0 ? (ulong)value : IntegerOf(ref reader);
    }

    /// <summary>The bits of a signed or unsigned integer, given as a number or as a string.</summary>
    private static ulong IntegerOf(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            ? reader.ValueSpan
            : throw new FormatException($"an integer was expected, not {reader.TokenType}");
        if (Utf8Parser.TryParse(text, out long signed, out int length) && length == text.Length)
        {
            return (ulong)signed;
        }

        return Utf8Parser.TryParse(text, out ulong unsigned, out length) && length == text.Length
            ? unsigned
            : throw new FormatException($"an integer was expected, not {Encoding.UTF8.GetString(text)}");
    }

    private static double DoubleOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        string text = reader.GetString()!;
        return text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }
}
