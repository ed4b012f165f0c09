using System.Globalization;
using System.Text.Json;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.JsonLines;

/// <summary>JSON lines while they become lines of logs. A damaged one spoils no other.</summary>
internal sealed class JsonLinesBatch(ReadOnlyMemory<byte> body, DocumentMapping mapping, DateTimeOffset now, StreamResolver streams)
{
    private readonly LogDocument _document = new();
    private readonly JsonDocumentReader _reader = new();
    private readonly DocumentRows _rows = new(streams);
    private readonly long _now = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    /// <summary>What is wrong with the first damaged line; null when none is.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>Adds the documents to batches.</summary>
    public void Decode(LogBatches batches)
    {
        ReadOnlySpan<byte> rest = body.Span.Trim(" \t\r\n"u8);
        if (rest.StartsWith("["u8))
        {
            DecodeArray(rest, batches);
            return;
        }

        for (int line = 1; !rest.IsEmpty; line++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> json = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!json.IsEmpty)
            {
                Add(json, line, batches);
            }
        }
    }

    private void DecodeArray(ReadOnlySpan<byte> json, LogBatches batches)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            for (int item = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; item++)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(json[start..(int)reader.BytesConsumed], item, batches);
            }
        }
        catch (JsonException exception)
        {
            FirstFault ??= exception.Message;
        }
    }

    private void Add(ReadOnlySpan<byte> json, int number, LogBatches batches)
    {
        _document.Clear();
        try
        {
            _reader.Read(json, _document);
        }
        catch (JsonException exception)
        {
            FirstFault ??= string.Create(CultureInfo.InvariantCulture, $"line {number}: {exception.Message}");
            return;
        }

        _rows.Add(_document, null, _now, ("", []), mapping, batches);
    }
}
