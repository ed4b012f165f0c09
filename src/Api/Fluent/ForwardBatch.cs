using System.Buffers;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Fluent;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Fluent;

/// <summary>The events of one message of the forward protocol while they become lines.</summary>
/// <param name="message">The message.</param>
/// <param name="now">When it arrived.</param>
/// <param name="streams">The streams that are known.</param>
internal sealed class ForwardBatch(ReadOnlyMemory<byte> message, DateTimeOffset now, StreamResolver streams) : IDisposable
{
    private readonly LogDocument _document = new();
    private readonly DocumentRows _rows = new(streams);
    private readonly long _now = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
    private ReadOnlyMemory<byte> _events;
    private byte[] _tag = [];
    private byte[]? _rented;
    private bool _isBare;

    /// <summary>What the client wants to hear when the events are safe; empty when nothing.</summary>
    public ReadOnlyMemory<byte> Chunk { get; private set; }

    /// <summary>Whether these are logs and not another signal.</summary>
    public bool IsLogs { get; private set; }

    /// <summary>Reads the message and decompresses its events; false when it is a heartbeat.</summary>
    public bool TryOpen(int limit)
    {
        if (!ForwardMessage.TryRead(message.Span, out ForwardMessage read))
        {
            return false;
        }

        Chunk = read.Chunk.ToArray();
        IsLogs = read.Signal == 0;
        _tag = read.Tag.ToArray();
        _isBare = read.IsBare;
        message.Span.Overlaps(read.Events, out int start);
        _events = read.Events.IsEmpty ? default : message.Slice(start, read.Events.Length);
        if (!read.Compression.IsEmpty)
        {
            ArraySegment<byte> expanded = Compressed.Expand(FormatOf(read.Compression), _events, limit);
            _events = expanded;
            _rented = expanded.Array;
        }

        return true;
    }

    /// <summary>Adds the events to batches.</summary>
    public void Decode(LogBatches batches)
    {
        var events = new ForwardEvents(_events.Span, _isBare);
        while (events.MoveNext())
        {
            _document.Clear();
            MsgPackDocumentReader.Read(ref events.Records, _document);
            _rows.Add(_document, events.Time, _now, ("tag", _tag), DocumentMapping.Default, batches);
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private static CompressionFormat FormatOf(ReadOnlySpan<byte> name) => name.SequenceEqual("gzip"u8) ? CompressionFormat.Gzip
        : name.SequenceEqual("zstd"u8) ? CompressionFormat.Zstd
        : throw new MalformedMessageException("an unknown compression");
}
