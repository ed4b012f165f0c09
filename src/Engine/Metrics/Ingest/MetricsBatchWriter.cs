using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>
/// Builds the batch that one write request sends to one metrics shard. A batch is a run of entries, each one series:
/// <code>
/// u64 hash low | u64 hash high | u32 label bytes | u32 float samples (top bit: samples carry start timestamps) | u32 extra bytes
/// labels (canonical) | samples: i64 timestamp, f64 value [, i64 start] … | extras (see <see cref="MetricsExtras"/>)
/// </code>
/// little-endian, times in milliseconds. The hash is <see cref="Labels.LabelSet.Hash"/>, so a shard that knows it never looks at the labels.
/// Pooled and reusable; not thread-safe.
/// </summary>
public sealed class MetricsBatchWriter : IDisposable
{
    /// <summary>Bytes before an entry's labels.</summary>
    public const int EntryHeaderSize = 28;

    /// <summary>The bit of the sample count that says that samples carry start timestamps.</summary>
    public const uint StartTimestampsFlag = 0x8000_0000;

    private byte[] _buffer;
    private int _length;
    private int _entry;

    /// <summary>Creates a writer with room for <paramref name="capacity"/> bytes; it grows as needed.</summary>
    public MetricsBatchWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The finished entries.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>How many entries there are.</summary>
    public int Entries { get; private set; }

    /// <summary>Starts over, keeping the memory.</summary>
    public void Clear() => (_length, Entries) = (0, 0);

    /// <summary>Begins the entry of one series.</summary>
    public void BeginSeries(UInt128 hash, ReadOnlySpan<byte> canonicalLabels)
    {
        _entry = _length;
        Span<byte> span = Reserve(EntryHeaderSize + canonicalLabels.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(span, (ulong)hash);
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], (ulong)(hash >> 64));
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], (uint)canonicalLabels.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(span[20..], 0);
        canonicalLabels.CopyTo(span[EntryHeaderSize..]);
        Entries++;
    }

    /// <summary>Adds a float sample to the current series. All samples of a series carry start timestamps or none do; samples come before extras.</summary>
    public void AddSample(long timestamp, double value)
    {
        Span<byte> span = Reserve(16);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[8..], value);
        AddToCount(1);
    }

    /// <summary>Adds a float sample with its start timestamp (0: unknown) to the current series.</summary>
    public void AddSample(long timestamp, double value, long startTimestamp)
    {
        Span<byte> span = Reserve(24);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[8..], value);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], startTimestamp);
        AddToCount(1);
        _buffer[_entry + 23] |= 0x80;
    }

    /// <summary>Adds one encoded extra (<see cref="MetricsExtras"/>) to the current series.</summary>
    public void AddExtra(ReadOnlySpan<byte> extra)
    {
        extra.CopyTo(Reserve(extra.Length));
        Span<byte> length = _buffer.AsSpan(_entry + 24, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(length, BinaryPrimitives.ReadUInt32LittleEndian(length) + (uint)extra.Length);
    }

    /// <summary>Takes the current series back, for instance because its bytes turned out to be damaged.</summary>
    public void AbandonSeries()
    {
        _length = _entry;
        Entries--;
    }

    /// <summary>Hands the buffer out and leaves the writer without one; the receiver returns it to <see cref="ArrayPool{T}.Shared"/>.</summary>
    public ArraySegment<byte> Detach()
    {
        var segment = new ArraySegment<byte>(_buffer, 0, _length);
        _buffer = [];
        Clear();
        return segment;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void AddToCount(uint samples)
    {
        Span<byte> count = _buffer.AsSpan(_entry + 20, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(count, BinaryPrimitives.ReadUInt32LittleEndian(count) + samples);
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes, Math.Max(4096, _buffer.Length * 2)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _buffer = larger;
        }

        Span<byte> span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }
}
