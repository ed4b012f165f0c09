using System.Collections.Immutable;
using System.Numerics;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Engine.Logs.Reading;
using static System.FormattableString;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>
/// What one request with logs comes to, whatever protocol it speaks: one batch for each slot of the tenant, each line with its level, and what was refused on the way. A protocol names a
/// stream, then gives its rows one by one: <see cref="BeginRow"/>, <see cref="AddMetadata"/> as often as needed, <see cref="EndRow"/>. Reusable, so that a request allocates nothing for
/// each line. Not thread-safe.
/// </summary>
public sealed class LogBatches : IDisposable
{
    private const int LargestKeptBatch = 1 << 20;

    private readonly Slot[] _slots;
    private readonly Dictionary<LogsRejectReason, Rejection<LogsRejectReason>> _rejections = [];
    private readonly RowLevel _level = new();
    private readonly ByteBuffer _name = new();
    private readonly ByteBuffer _value = new();
    private LogLimits _limits = new();
    private PushedStream? _stream;
    private Slot _slot;
    private LogsRejectReason? _streamFault;
    private long _timestamp;
    private int _metadataBytes;
    private int _metadataPairs;

    /// <summary>Creates empty batches for <paramref name="slots"/> slots, a power of two.</summary>
    public LogBatches(int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(slots), true, nameof(slots));
        _slots = new Slot[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            _slots[slot] = new Slot();
        }

        _slot = _slots[0];
    }

    /// <summary>How many slots there are.</summary>
    public int Slots => _slots.Length;

    /// <summary>Streams that the request named, with lines or without, good or not.</summary>
    public int Streams { get; private set; }

    /// <summary>Lines in the batches.</summary>
    public int Lines { get; private set; }

    /// <summary>Bytes of those lines and of their structured metadata.</summary>
    public long Bytes { get; private set; }

    /// <summary>What was refused, one entry for each reason.</summary>
    public ImmutableArray<Rejection<LogsRejectReason>> Rejections => _rejections.Count == 0 ? [] : [.. _rejections.Values];

    /// <summary>Bytes that the streams of the request sent, when that was asked for; a stream may occur several times.</summary>
    public List<(PushedStream Stream, long Bytes)> BytesByStream { get; } = [];

    /// <summary>Whether to fill <see cref="BytesByStream"/>.</summary>
    public bool CountsStreams { get; private set; }

    /// <summary>The batch of a slot; empty when no line falls into it. Valid until <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> BatchOf(int slot) => _slots[slot].Writer.Written;

    /// <summary>Starts over with the limits of a request's tenant, keeping memory of ordinary size.</summary>
    public void Begin(LogLimits limits, bool countStreams = false)
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Writer.Written.Length > LargestKeptBatch)
            {
                slot.Writer.Dispose();
            }

            slot.Writer.Clear();
            slot.Stream = null;
        }

        _limits = limits;
        _stream = null;
        _rejections.Clear();
        BytesByStream.Clear();
        CountsStreams = countStreams;
        (Streams, Lines, Bytes) = (0, 0, 0);
    }

    /// <summary>Names the stream of the rows that follow.</summary>
    public void BeginStream(PushedStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Streams++;
        if (CountsStreams)
        {
            BytesByStream.Add((stream, 0));
        }

        if (ReferenceEquals(stream, _stream))
        {
            return;
        }

        _stream = stream;
        _slot = _slots[(int)((uint)stream.Hash & (uint)(_slots.Length - 1))];
        _streamFault = FaultOf(stream);
    }

    /// <summary>Counts a stream with <paramref name="rows"/> rows that can't be stored; one without rows is nobody's fault.</summary>
    public void RefuseStream(LogsRejectReason reason, int rows, string message)
    {
        Streams++;
        if (rows > 0 && !TryCount(reason, rows))
        {
            _rejections.Add(reason, new Rejection<LogsRejectReason>(reason, rows, message));
        }
    }

    /// <summary>Begins a row of the current stream.</summary>
    /// <param name="timestamp">Nanoseconds since the epoch.</param>
    public void BeginRow(long timestamp)
    {
        _timestamp = timestamp;
        if (_streamFault is not null)
        {
            return;
        }

        if (!ReferenceEquals(_slot.Stream, _stream))
        {
            _slot.Stream = _stream;
            _slot.RowsBefore = _slot.Writer.Rows;
            _slot.Writer.BeginStream(_stream!.Hash, _stream.Labels.Bytes);
        }

        _slot.Writer.BeginRow(timestamp);
        _level.Clear();
        (_metadataBytes, _metadataPairs) = (0, 0);
    }

    /// <summary>Adds structured metadata to the current row. Names get the characters that the query language allows, and bytes that are no UTF-8 become U+FFFD.</summary>
    public void AddMetadata(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_streamFault is not null || name.IsEmpty || value.IsEmpty)
        {
            return;
        }

        _metadataPairs++;
        _metadataBytes += name.Length + value.Length;
        value = _level.Note(name, MetadataText.Value(value, _value));
        _slot.Writer.AddMetadata(MetadataText.Name(name, _name), value);
    }

    /// <summary>Ends the current row with its line, adds its level, and stores it if it keeps the tenant's limits; otherwise returns why not.</summary>
    public LogsRejectReason? EndRow(ReadOnlySpan<byte> line)
    {
        if (_limits.LineTruncate && _limits.LineLength > 0 && line.Length > _limits.LineLength)
        {
            line = line[.._limits.LineLength];
        }

        if ((_streamFault ?? FaultOfRow(line)) is { } reason)
        {
            Abandon(reason, line.Length);
            return reason;
        }

        ReadOnlySpan<byte> level = _level.Decide(_stream!.Level, line);
        if (!level.IsEmpty)
        {
            _slot.Writer.AddMetadata(LogLevels.MetadataNameUtf8, level);
        }

        _slot.Writer.EndRow(line);
        Lines++;
        int bytes = line.Length + _metadataBytes;
        Bytes += bytes;
        if (CountsStreams)
        {
            BytesByStream[^1] = (_stream, BytesByStream[^1].Bytes + bytes);
        }

        return null;
    }

    /// <summary>The first complaint for a reason.</summary>
    public string MessageOf(LogsRejectReason reason) => _rejections.TryGetValue(reason, out Rejection<LogsRejectReason>? rejection) ? rejection.FirstMessage : "";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Writer.Dispose();
        }
    }

    private LogsRejectReason? FaultOf(PushedStream stream) =>
        Exceeds(stream.Count, _limits.LabelsPerStream) ? LogsRejectReason.TooManyLabels
        : Exceeds(stream.LongestName, _limits.LabelNameLength) ? LogsRejectReason.LabelNameTooLong
        : Exceeds(stream.LongestValue, _limits.LabelValueLength) ? LogsRejectReason.LabelValueTooLong
        : null;

    private LogsRejectReason? FaultOfRow(ReadOnlySpan<byte> line) =>
        _timestamp < _limits.OldestTime ? LogsRejectReason.TooOld
        : _timestamp > _limits.NewestTime ? LogsRejectReason.TooFarInFuture
        : Exceeds(line.Length, _limits.LineLength) ? LogsRejectReason.LineTooLong
        : Exceeds(_metadataBytes, _limits.MetadataBytes) ? LogsRejectReason.MetadataTooLarge
        : Exceeds(_metadataPairs, _limits.MetadataPairs) ? LogsRejectReason.MetadataTooMany
        : null;

    private static bool Exceeds(int value, int limit) => limit > 0 && value > limit;

    private void Abandon(LogsRejectReason reason, int lineLength)
    {
        if (_streamFault is null)
        {
            _slot.Writer.AbandonRow();
            if (_slot.Writer.Rows == _slot.RowsBefore)
            {
                _slot.Writer.AbandonStream();
                _slot.Stream = null;
            }
        }

        if (!TryCount(reason, 1))
        {
            _rejections.Add(reason, new Rejection<LogsRejectReason>(reason, 1, Describe(reason, _stream!, lineLength)));
        }
    }

    private bool TryCount(LogsRejectReason reason, int rows)
    {
        if (!_rejections.TryGetValue(reason, out Rejection<LogsRejectReason>? earlier))
        {
            return false;
        }

        _rejections[reason] = earlier with { Items = earlier.Items + rows };
        return true;
    }

    // Loki's words, which its clients' users search for.
    private string Describe(LogsRejectReason reason, PushedStream stream, int lineLength) => reason switch
    {
        LogsRejectReason.TooManyLabels => Invariant($"entry for stream '{stream}' has {stream.Count} label names; limit {_limits.LabelsPerStream}"),
        LogsRejectReason.LabelNameTooLong => $"stream '{stream}' has label name too long: '{stream.NameLongerThan(_limits.LabelNameLength)}'",
        LogsRejectReason.LabelValueTooLong => $"stream '{stream}' has label value too long: '{stream.ValueLongerThan(_limits.LabelValueLength)}'",
        LogsRejectReason.TooOld => $"entry for stream '{stream}' has timestamp too old: {Timestamps.Format(_timestamp)}, oldest acceptable timestamp is: {Timestamps.Format(_limits.OldestTime)}",
        LogsRejectReason.TooFarInFuture => $"entry for stream '{stream}' has timestamp too new: {Timestamps.Format(_timestamp)}",
        LogsRejectReason.LineTooLong => Invariant($"Max entry size '{_limits.LineLength}' bytes exceeded for stream '{stream}' while adding an entry with length '{lineLength}' bytes"),
        LogsRejectReason.MetadataTooLarge => Invariant(
            $"stream '{stream}' has structured metadata too large: '{_metadataBytes}' bytes, limit: '{_limits.MetadataBytes}' bytes. Please see `limits_config.max_structured_metadata_size` or contact your Loki administrator to increase it."),
        _ => Invariant(
            $"stream '{stream}' has too many structured metadata labels: '{_metadataPairs}', limit: '{_limits.MetadataPairs}'. Please see `limits_config.max_structured_metadata_entries_count` or contact your Loki administrator to increase it."),
    };

    private sealed class Slot
    {
        public LogsBatchWriter Writer { get; } = new();

        /// <summary>The stream that the writer's last entry is of.</summary>
        public PushedStream? Stream { get; set; }

        /// <summary>The rows before that entry.</summary>
        public int RowsBefore { get; set; }
    }
}
