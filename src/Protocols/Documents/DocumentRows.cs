using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Protocols.Documents;

/// <summary>
/// Makes rows of documents: one field is the line, one the time, few are labels of the stream, and all others structured metadata, whatever their types are and however many. Reusable, not
/// thread-safe.
/// </summary>
/// <param name="streams">The streams that are known.</param>
public sealed class DocumentRows(StreamResolver streams)
{
    private readonly ByteBuffer _labels = new();
    private readonly ByteBuffer _line = new();

    /// <summary>Adds a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="time">When it happened, if the protocol says so; null to look into the document.</param>
    /// <param name="now">When it arrived.</param>
    /// <param name="label">A label that the protocol gives, such as the index; and its value.</param>
    /// <param name="mapping">What of the document becomes what.</param>
    /// <param name="batches">What the row is added to.</param>
    /// <returns>Why the document is refused; null when it is not.</returns>
    public LogsRejectReason? Add(LogDocument document, long? time, long now, (string Name, byte[] Value) label, DocumentMapping mapping, LogBatches batches)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(batches);
        Span<bool> taken = document.Count <= 512 ? stackalloc bool[document.Count] : new bool[document.Count];
        taken.Clear();
        ReadOnlySpan<byte> labels = LabelsOf(document, label, mapping, taken);
        if (!streams.TryResolve(labels, out PushedStream? stream, out string? fault))
        {
            batches.RefuseStream(LogsRejectReason.InvalidLabels, 1, fault);
            return LogsRejectReason.InvalidLabels;
        }

        batches.BeginStream(stream);
        batches.BeginRow(time ?? TimeOf(document, mapping, taken) ?? now);
        int message = First(document, mapping.MessageFields);
        if (message >= 0)
        {
            taken[message] = true;
        }

        for (int i = 0; i < document.Count; i++)
        {
            if (!taken[i])
            {
                batches.AddMetadata(document.NameOf(i), document.ValueOf(i));
            }
        }

        return batches.EndRow(message >= 0 ? document.ValueOf(message) : JsonOf(document));
    }

    private static int First(LogDocument document, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            int field = document.IndexOf(names[i]);
            if (field >= 0)
            {
                return field;
            }
        }

        return -1;
    }

    private static long? TimeOf(LogDocument document, DocumentMapping mapping, Span<bool> taken)
    {
        int field = First(document, mapping.TimeFields);
        if (field < 0 || !DocumentTime.TryParse(document.ValueOf(field), out long time))
        {
            return null;
        }

        taken[field] = true;
        return time;
    }

    private ReadOnlySpan<byte> LabelsOf(LogDocument document, (string Name, byte[] Value) label, DocumentMapping mapping, Span<bool> taken)
    {
        _labels.Clear();
        _labels.Append((byte)'{');
        AppendLabel(label.Name, label.Value);
        foreach (string name in mapping.StreamFields)
        {
            int field = document.IndexOf(name);
            if (field >= 0 && !taken[field])
            {
                AppendLabel(name, document.ValueOf(field));
                taken[field] = true;
            }
        }

        int service = First(document, mapping.ServiceFields);
        if (service >= 0 && !taken[service])
        {
            AppendLabel(PushedStream.ServiceName, document.ValueOf(service));
            taken[service] = document.NameOf(service).SequenceEqual("service_name"u8);
        }

        _labels.Append((byte)'}');
        return _labels.Written;
    }

    private void AppendLabel(string name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (_labels.Length > 1)
        {
            _labels.Append((byte)',');
        }

        LabelText.Append(name, value, _labels);
    }

    /// <summary>The fields as an object, as they were before they were flattened but for the nesting.</summary>
    private ReadOnlySpan<byte> JsonOf(LogDocument document)
    {
        _line.Clear();
        _line.Append((byte)'{');
        for (int i = 0; i < document.Count; i++)
        {
            _line.Append(i > 0 ? ","u8 : default);
            JsonText.Quote(document.NameOf(i), _line);
            _line.Append((byte)':');
            if (document.IsNumber(i))
            {
                _line.Append(document.ValueOf(i));
            }
            else
            {
                JsonText.Quote(document.ValueOf(i), _line);
            }
        }

        _line.Append((byte)'}');
        return _line.Written;
    }
}
