using System.Text;
using System.Text.Json;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Elasticsearch;

/// <summary>
/// Walks the body of a bulk request: a line that says what to do, then a line with the document unless it is a deletion. Blank lines count for nothing, and the last line may lack its
/// end.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="defaultIndex">The index that the address names; empty when it names none.</param>
public ref struct BulkReader(ReadOnlySpan<byte> body, string defaultIndex)
{
    private ReadOnlySpan<byte> _rest = body;
    private int _line;

    /// <summary>What to do.</summary>
    public BulkAction Action { get; private set; }

    /// <summary>The index that the document belongs to.</summary>
    public string Index { get; private set; } = "";

    /// <summary>The document's id; empty when the client leaves it to the server.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The document; of an update the part with the changes. Empty for a deletion.</summary>
    public ReadOnlySpan<byte> Source { get; private set; }

    /// <summary>Moves to the next action; false at the end.</summary>
    /// <exception cref="MalformedMessageException">The body breaks the rules; in Elasticsearch's words.</exception>
    public bool Read()
    {
        ReadOnlySpan<byte> line = NextLine();
        if (line.IsEmpty)
        {
            return false;
        }

        try
        {
            ReadAction(line);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Malformed($"Malformed action/metadata line [{_line}], {exception.Message}", exception);
        }

        Source = default;
        if (Action != BulkAction.Delete)
        {
            Source = NextLine();
            if (Source.IsEmpty)
            {
                throw Malformed($"Malformed action/metadata line [{_line}], expected a document after it");
            }
        }

        return true;
    }

    private void ReadAction(ReadOnlySpan<byte> line)
    {
        Index = defaultIndex;
        Id = "";
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed($"Malformed action/metadata line [{_line}], expected START_OBJECT");
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            throw Malformed($"Malformed action/metadata line [{_line}], expected FIELD_NAME");
        }

        Action = reader.GetString() switch
        {
            "index" => BulkAction.Index,
            "create" => BulkAction.Create,
            "update" => BulkAction.Update,
            "delete" => BulkAction.Delete,
            string other => throw Malformed($"Malformed action/metadata line [{_line}], expected field [create], [delete], [index] or [update] but found [{other}]"),
            null => throw Malformed($"Malformed action/metadata line [{_line}], expected FIELD_NAME"),
        };
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed($"Malformed action/metadata line [{_line}], expected START_OBJECT");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIndex = reader.ValueTextEquals("_index"u8), isId = reader.ValueTextEquals("_id"u8);
            reader.Read();
            if (isIndex && reader.TokenType == JsonTokenType.String)
            {
                Index = reader.GetString()!;
            }
            else if (isId && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            {
                Id = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private ReadOnlySpan<byte> NextLine()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? _rest : _rest[..end]).Trim(" \t\r"u8);
            _rest = end < 0 ? default : _rest[(end + 1)..];
            _line++;
            if (!line.IsEmpty)
            {
                return line;
            }
        }

        return default;
    }

    private static MalformedMessageException Malformed(string message, Exception? cause = null) => new(message, cause);
}
