using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Syslog;

namespace Orleans.Obs.Api.Syslog;

/// <summary>Syslog messages while they become lines.</summary>
internal sealed class SyslogBatch(StreamResolver streams, TimeZoneInfo zone)
{
    private readonly List<ReadOnlyMemory<byte>> _messages = [];
    private readonly SyslogParser _parser = new(zone);
    private readonly SyslogRows _rows = new(streams);

    /// <summary>When they arrived.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>How many there are.</summary>
    public int Count => _messages.Count;

    /// <summary>Adds a message, whose memory must stay until <see cref="Clear"/>; an empty one is none.</summary>
    public void Add(ReadOnlyMemory<byte> message)
    {
        if (!message.Span.Trim("\r\n\0 "u8).IsEmpty)
        {
            _messages.Add(message);
        }
    }

    /// <summary>Starts over.</summary>
    public void Clear() => _messages.Clear();

    /// <summary>Adds the messages to batches.</summary>
    public void Decode(LogBatches batches)
    {
        long now = (Now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        foreach (ReadOnlyMemory<byte> message in _messages)
        {
            _rows.Add(_parser.Parse(message.Span, Now), now, batches);
        }
    }
}
