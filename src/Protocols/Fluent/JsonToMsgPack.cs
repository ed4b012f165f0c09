using System.Text.Json;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Writes JSON values as MessagePack, so that what follows has one format to understand.</summary>
internal static class JsonToMsgPack
{
    /// <summary>Converts one value.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Convert(ReadOnlySpan<byte> json, ByteBuffer destination)
    {
        var scratch = new ByteBuffer();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Convert(ref reader, destination, scratch);
    }

    private static void Convert(ref Utf8JsonReader reader, ByteBuffer destination, ByteBuffer scratch)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                MsgPackOutput.Array(CountItems(reader), destination);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Convert(ref reader, destination, scratch);
                }

                break;
            case JsonTokenType.StartObject:
                MsgPackOutput.Map(CountItems(reader) / 2, destination);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    Convert(ref reader, destination, scratch);
                }

                break;
            case JsonTokenType.String or JsonTokenType.PropertyName:
                MsgPackOutput.Text(JsonText.Of(ref reader, scratch), destination);
                break;
            case JsonTokenType.Number when reader.TryGetInt64(out long whole):
                MsgPackOutput.Integer(whole, destination);
                break;
            case JsonTokenType.Number:
                MsgPackOutput.Float(reader.TryGetDouble(out double number) ? number : double.NaN, destination);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                MsgPackOutput.Boolean(reader.TokenType == JsonTokenType.True, destination);
                break;
            default:
                MsgPackOutput.Nil(destination);
                break;
        }
    }

    /// <summary>How many values an array has, or names and values together an object; on a copy of the reader.</summary>
    private static int CountItems(Utf8JsonReader reader)
    {
        int count = 0;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                reader.Skip();
            }

            count++;
        }

        return count;
    }
}
