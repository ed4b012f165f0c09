using System.Text.Json;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Documents;

/// <summary>Reads JSON objects into <see cref="LogDocument"/>s. Reusable, not thread-safe.</summary>
public sealed class JsonDocumentReader
{
    private readonly ByteBuffer _name = new();
    private readonly ByteBuffer _scratch = new();

    /// <summary>Reads the object that <paramref name="json"/> consists of.</summary>
    /// <exception cref="JsonException">It is no JSON, or no object.</exception>
    public void Read(ReadOnlySpan<byte> json, LogDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Read(json, ref reader, document);
        if (reader.Read())
        {
            throw new JsonException("more than one value");
        }
    }

    /// <summary>Reads the object that a member of an object is.</summary>
    /// <exception cref="JsonException">It is no JSON, or there is no such object.</exception>
    public void ReadMember(ReadOnlySpan<byte> json, string member, LogDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isWanted = reader.ValueTextEquals(member);
            reader.Read();
            if (isWanted)
            {
                Read(json, ref reader, document);
                return;
            }

            reader.Skip();
        }

        throw new JsonException($"expected a member {member}");
    }

    /// <summary>Reads the object that the reader is at the beginning of, up to its end.</summary>
    /// <param name="json">What the reader reads.</param>
    /// <param name="reader">At the object's opening brace.</param>
    /// <param name="document">What the fields are added to.</param>
    internal void Read(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, LogDocument document)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected an object");
        }

        int outermost = document.Depth;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                if (document.Depth == outermost)
                {
                    return;
                }

                document.Pop();
                continue;
            }

            _name.Clear();
            _name.Append(JsonText.Of(ref reader, _scratch));
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    document.Push(_name.Written);
                    break;
                case JsonTokenType.StartArray:
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    document.Add(_name.Written, json[start..(int)reader.BytesConsumed]);
                    break;
                case JsonTokenType.String:
                    document.Add(_name.Written, JsonText.Of(ref reader, _scratch));
                    break;
                case JsonTokenType.Number:
                    document.Add(_name.Written, reader.ValueSpan, isNumber: true);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    document.Add(_name.Written, reader.ValueSpan);
                    break;
                default:
                    break;
            }
        }
    }
}
