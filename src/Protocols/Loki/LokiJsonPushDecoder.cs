using System.Buffers.Text;
using System.Text.Json;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Protocols.Loki;

/// <summary>
/// Decodes push requests in JSON, <c>{"streams":[{"stream":{"app":"x"},"values":[["1700000000000000000","line",{"trace_id":"1"}]]}]}</c>, and those of the first version,
/// <c>{"streams":[{"labels":"{app=\"x\"}","entries":[{"ts":"2026-11-20T10:00:00Z","line":"line"}]}]}</c>. Keys may come in any order. Reusable, not thread-safe.
/// </summary>
/// <param name="streams">The streams that are known.</param>
public sealed class LokiJsonPushDecoder(StreamResolver streams)
{
    private readonly ByteBuffer _labels = new();
    private readonly ByteBuffer _line = new();
    private readonly ByteBuffer _name = new();
    private readonly ByteBuffer _value = new();

    /// <summary>Adds what a request holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The text is no such request; the batches are only good for <see cref="LogBatches.Begin"/>.</exception>
    public void Decode(ReadOnlySpan<byte> json, LogBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Expect(reader, JsonTokenType.StartObject, "the request must be an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isStreams = reader.ValueTextEquals("streams"u8);
                reader.Read();
                if (isStreams && reader.TokenType != JsonTokenType.Null)
                {
                    DecodeStreams(json, ref reader, batches);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read();
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException($"loghttp.PushRequest: {exception.Message}", exception);
        }
    }

    private void DecodeStreams(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, LogBatches batches)
    {
        Expect(reader, JsonTokenType.StartArray, "streams must be an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Null)
            {
                Expect(reader, JsonTokenType.StartObject, "a stream must be an object");
                DecodeStream(json, ref reader, batches);
            }
        }
    }

    /// <summary>Looks for the labels first, then reads the entries where they were found.</summary>
    private void DecodeStream(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, LogBatches batches)
    {
        ReadOnlySpan<byte> labels = "{}"u8;
        bool isText = false;
        Utf8JsonReader entries = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isStream = reader.ValueTextEquals("stream"u8), isLabels = reader.ValueTextEquals("labels"u8);
            bool isEntries = reader.ValueTextEquals("values"u8) || reader.ValueTextEquals("entries"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isLabels)
            {
                Expect(reader, JsonTokenType.String, "labels must be a string");
                _labels.Clear();
                labels = JsonText.Of(ref reader, _labels);
                isText = true;
            }
            else if (isStream && reader.TokenType != JsonTokenType.Null)
            {
                Expect(reader, JsonTokenType.StartObject, "the labels of a stream must be an object");
                reader.Skip();
                labels = json[start..(int)reader.BytesConsumed];
                isText = false;
            }
            else
            {
                entries = isEntries && reader.TokenType != JsonTokenType.Null ? reader : entries;
                reader.Skip();
            }
        }

        string? fault;
        if (isText ? streams.TryResolve(labels, out PushedStream? stream, out fault) : streams.TryResolveJson(labels, out stream, out fault))
        {
            batches.BeginStream(stream);
            DecodeEntries(ref entries, batches);
        }
        else
        {
            batches.RefuseStream(LogsRejectReason.InvalidLabels, CountEntries(entries), fault!);
        }
    }

    private void DecodeEntries(ref Utf8JsonReader reader, LogBatches batches)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            return;
        }

        Expect(reader, JsonTokenType.StartArray, "the values of a stream must be an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    DecodeEntry(ref reader, batches);
                    break;
                case JsonTokenType.StartObject:
                    DecodeFirstVersionEntry(ref reader, batches);
                    break;
                default:
                    Expect(reader, JsonTokenType.Null, "an entry must be an array");
                    break;
            }
        }
    }

    private void DecodeEntry(ref Utf8JsonReader reader, LogBatches batches)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            throw Fault("an entry must have a time and a line");
        }

        Expect(reader, JsonTokenType.String, "the time of an entry must be a string");
        if (!Utf8Parser.TryParse(reader.ValueSpan, out long timestamp, out int used) || used != reader.ValueSpan.Length)
        {
            throw Fault("the time of an entry must be a number of nanoseconds");
        }

        reader.Read();
        Expect(reader, JsonTokenType.String, "the line of an entry must be a string");
        ReadOnlySpan<byte> line = JsonText.Of(ref reader, _line);
        batches.BeginRow(timestamp);
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            DecodeMetadata(ref reader, batches);
        }

        while (reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            reader.Read();
        }

        batches.EndRow(line);
    }

    private void DecodeMetadata(ref Utf8JsonReader reader, LogBatches batches)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            Expect(reader, JsonTokenType.StartObject, "structured metadata must be an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadOnlySpan<byte> name = JsonText.Of(ref reader, _name);
                reader.Read();
                Expect(reader, JsonTokenType.String, "structured metadata must have values that are strings");
                batches.AddMetadata(name, JsonText.Of(ref reader, _value));
            }
        }

        reader.Read();
    }

    private void DecodeFirstVersionEntry(ref Utf8JsonReader reader, LogBatches batches)
    {
        long timestamp = 0;
        ReadOnlySpan<byte> line = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isTime = reader.ValueTextEquals("ts"u8) || reader.ValueTextEquals("timestamp"u8), isLine = reader.ValueTextEquals("line"u8);
            reader.Read();
            if (isTime && (reader.TokenType != JsonTokenType.String || !Rfc3339.TryParseNanoseconds(reader.ValueSpan, out timestamp)))
            {
                throw Fault("the time of an entry must be in RFC 3339");
            }

            if (isLine)
            {
                Expect(reader, JsonTokenType.String, "the line of an entry must be a string");
                line = JsonText.Of(ref reader, _line);
            }

            reader.Skip();
        }

        batches.BeginRow(timestamp);
        batches.EndRow(line);
    }

    private static int CountEntries(Utf8JsonReader reader)
    {
        int count = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            {
                reader.Skip();
            }
        }

        return count;
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType type, string otherwise)
    {
        if (reader.TokenType != type)
        {
            throw Fault(otherwise);
        }
    }

    private static MalformedMessageException Fault(string what) => new($"loghttp.PushRequest.Streams: {what}");
}
