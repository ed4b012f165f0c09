using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Turns OTLP's JSON (protobuf's mapping, but with ids in hex) into the protobuf message that it stands for, so that there is one decoder for both. Unknown fields are left out, as
/// the specification demands; 64-bit numbers may be strings.
/// </summary>
public static class OtlpJson
{
    private const int MaxDepth = 64;

    /// <summary>Converts an ExportMetricsServiceRequest.</summary>
    /// <exception cref="MalformedMessageException">The text is not JSON, or a field has a value of another kind.</exception>
    public static ReadOnlyMemory<byte> MetricsToProtobuf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow });
        try
        {
            reader.Read();
            var message = new ProtoWriter();
            WriteMessage(ref reader, OtlpSchema.MetricsRequest, message);
            return message.Written.ToArray();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new MalformedMessageException($"the body is not OTLP's JSON: {exception.Message}", exception);
        }
    }

    private static void WriteMessage(ref Utf8JsonReader reader, OtlpSchema schema, ProtoWriter message)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"an object was expected, not {reader.TokenType}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            OtlpField? field = schema.Find(reader.GetString()!);
            reader.Read();
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    WriteField(ref reader, field, message);
                }
            }
            else
            {
                WriteField(ref reader, field, message);
            }
        }
    }

    private static void WriteField(ref Utf8JsonReader reader, OtlpField field, ProtoWriter message)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        switch (field.Kind)
        {
            case OtlpFieldKind.Text:
                message.Bytes(field.Number, Encoding.UTF8.GetBytes(reader.GetString()!));
                break;
            case OtlpFieldKind.Base64:
                message.Bytes(field.Number, reader.GetBytesFromBase64());
                break;
            case OtlpFieldKind.Hex:
                message.Bytes(field.Number, Convert.FromHexString(reader.GetString()!));
                break;
            case OtlpFieldKind.Bool:
                message.Varint(field.Number, reader.GetBoolean() ? 1UL : 0);
                break;
            case OtlpFieldKind.Varint:
                message.Varint(field.Number, IntegerOf(ref reader));
                break;
            case OtlpFieldKind.ZigZag:
                message.ZigZag(field.Number, (long)IntegerOf(ref reader));
                break;
            case OtlpFieldKind.Fixed64:
                message.Fixed64(field.Number, IntegerOf(ref reader));
                break;
            case OtlpFieldKind.Double:
                message.Double(field.Number, DoubleOf(ref reader));
                break;
            default:
                var nested = new ProtoWriter();
                WriteMessage(ref reader, field.Message!(), nested);
                message.Bytes(field.Number, nested.Written);
                break;
        }
    }

    /// <summary>The bits of a signed or unsigned integer, given as a number or as a string.</summary>
    private static ulong IntegerOf(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.HasValueSequence ? throw new FormatException("numbers must be whole") : reader.ValueSpan;
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
