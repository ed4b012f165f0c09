using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Protocols.Syslog;

/// <summary>Makes rows of syslog messages: host and program are the stream's labels, everything else but the text is structured metadata. Reusable, not thread-safe.</summary>
/// <param name="streams">The streams that are known.</param>
public sealed class SyslogRows(StreamResolver streams)
{
    private readonly ByteBuffer _labels = new();
    private readonly ByteBuffer _name = new();
    private readonly ByteBuffer _value = new();

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">When it arrived, nanoseconds; the time of messages that state none.</param>
    /// <param name="batches">What the row is added to.</param>
    public void Add(in SyslogMessage message, long now, LogBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (!streams.TryResolve(LabelsOf(message), out PushedStream? stream, out string? fault))
        {
            batches.RefuseStream(LogsRejectReason.InvalidLabels, 1, fault);
            return;
        }

        batches.BeginStream(stream);
        batches.BeginRow(message.Time ?? now);
        batches.AddMetadata("facility"u8, message.Facility);
        batches.AddMetadata("severity"u8, message.Severity);
        batches.AddMetadata("proc_id"u8, message.ProcessId);
        batches.AddMetadata("msg_id"u8, message.MessageId);
        batches.AddMetadata(LogLevels.MetadataNameUtf8, message.Level);
        var data = new StructuredData(message.StructuredData);
        while (data.Read())
        {
            _name.Clear();
            _name.Append(data.Id);
            _name.Append((byte)'.');
            _name.Append(data.Name);
            _value.Clear();
            StructuredData.Unescape(data.Value, _value);
            batches.AddMetadata(_name.Written, _value.Written);
        }

        batches.EndRow(message.Text);
    }

    private ReadOnlySpan<byte> LabelsOf(in SyslogMessage message)
    {
        _labels.Clear();
        _labels.Append((byte)'{');
        if (!message.Host.IsEmpty)
        {
            LabelText.Append("host", message.Host, _labels);
        }

        if (!message.App.IsEmpty)
        {
            _labels.Append(_labels.Length > 1 ? ","u8 : default);
            LabelText.Append("app", message.App, _labels);
        }

        _labels.Append((byte)'}');
        return _labels.Written;
    }
}
