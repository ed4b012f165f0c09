using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Loki;

/// <summary>
/// Decodes Loki's push request (<c>logproto.PushRequest</c>) into one batch per slot. A stream whose labels were seen before costs a look-up of their text; each line costs one pass over
/// its message and one copy. Streams that break the rules are refused and the rest is kept; bytes that are no protobuf fail the whole request before anything is sent. Thread-safe.
/// </summary>
/// <param name="streams">The streams that are known.</param>
public sealed class LokiPushDecoder(StreamResolver streams)
{
    private const uint StreamTag = 1 << 3 | 2;
    private const uint LabelsTag = 1 << 3 | 2;
    private const uint EntryTag = 2 << 3 | 2;
    private const uint TimestampTag = 1 << 3 | 2;
    private const uint LineTag = 2 << 3 | 2;
    private const uint MetadataTag = 3 << 3 | 2;

    /// <summary>Adds what an uncompressed message holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no PushRequest, or labels that can't be read; the batches are only good for <see cref="LogBatches.Begin"/>.</exception>
    public void Decode(ReadOnlySpan<byte> message, LogBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == StreamTag)
            {
                DecodeStream(reader.ReadBytes(), batches);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void DecodeStream(ReadOnlySpan<byte> message, LogBatches batches)
    {
        // Labels come first from every known client, but protobuf allows any order.
        ReadOnlySpan<byte> labels = default;
        int entries = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == LabelsTag)
            {
                labels = reader.ReadBytes();
                continue;
            }

            entries += tag == EntryTag ? 1 : 0;
            reader.Skip(tag);
        }

        if (!streams.TryResolve(labels, out PushedStream? stream, out string? fault))
        {
            batches.RefuseStream(LogsRejectReason.InvalidLabels, entries, fault);
            return;
        }

        batches.BeginStream(stream);
        reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == EntryTag)
            {
                DecodeEntry(reader.ReadBytes(), batches);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private static void DecodeEntry(ReadOnlySpan<byte> message, LogBatches batches)
    {
        long timestamp = 0;
        ReadOnlySpan<byte> line = default;
        bool hasMetadata = false;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case TimestampTag:
                    timestamp = DecodeTimestamp(reader.ReadBytes());
                    break;
                case LineTag:
                    line = reader.ReadBytes();
                    break;
                default:
                    hasMetadata |= tag == MetadataTag;
                    reader.Skip(tag);
                    break;
            }
        }

        batches.BeginRow(timestamp);
        if (hasMetadata)
        {
            DecodeMetadata(message, batches);
        }

        batches.EndRow(line);
    }

    private static void DecodeMetadata(ReadOnlySpan<byte> entry, LogBatches batches)
    {
        var reader = new ProtoReader(entry);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag != MetadataTag)
            {
                reader.Skip(tag);
                continue;
            }

            ReadOnlySpan<byte> name = default, value = default;
            var pair = new ProtoReader(reader.ReadBytes());
            while (pair.ReadTag() is uint field and not 0)
            {
                switch (field)
                {
                    case 1 << 3 | 2:
                        name = pair.ReadBytes();
                        break;
                    case 2 << 3 | 2:
                        value = pair.ReadBytes();
                        break;
                    default:
                        pair.Skip(field);
                        break;
                }
            }

            batches.AddMetadata(name, value);
        }
    }

    private static long DecodeTimestamp(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanoseconds = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    seconds = reader.ReadInt64();
                    break;
                case 2 << 3:
                    nanoseconds = (int)reader.ReadInt64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return Timestamps.OfParts(seconds, nanoseconds);
    }
}
