using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Ingest;

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

    private PooledBytes _bytes;
    private int _entry;

    /// <summary>Creates a writer with room for <paramref name="capacity"/> bytes; it grows as needed.</summary>
    public MetricsBatchWriter(int capacity = 4096) => _bytes = new PooledBytes(capacity);

    /// <summary>The finished entries.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.Written;

    /// <summary>How many entries there are.</summary>
    public int Entries { get; private set; }

    /// <summary>Starts over, keeping the memory.</summary>
    public void Clear() => (_bytes.Length, Entries) = (0, 0);

    /// <summary>Begins the entry of one series.</summary>
    public void BeginSeries(UInt128 hash, ReadOnlySpan<byte> canonicalLabels)
    {
        _entry = _bytes.Length;
        Span<byte> span = _bytes.Reserve(EntryHeaderSize + canonicalLabels.Length);
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
        Span<byte> span = _bytes.Reserve(16);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[8..], value);
        AddToCount(1);
    }

    /// <summary>Adds a float sample with its start timestamp (0: unknown) to the current series.</summary>
    public void AddSample(long timestamp, double value, long startTimestamp)
    {
        Span<byte> span = _bytes.Reserve(24);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[8..], value);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], startTimestamp);
        AddToCount(1);
        _bytes.At(_entry + 23, 1)[0] |= 0x80;
    }

    /// <summary>Adds one encoded extra (<see cref="MetricsExtras"/>) to the current series.</summary>
    public void AddExtra(ReadOnlySpan<byte> extra)
    {
        extra.CopyTo(_bytes.Reserve(extra.Length));
        Span<byte> length = _bytes.At(_entry + 24, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(length, BinaryPrimitives.ReadUInt32LittleEndian(length) + (uint)extra.Length);
    }

    /// <summary>Takes the current series back, for instance because its bytes turned out to be damaged.</summary>
    public void AbandonSeries()
    {
        _bytes.Length = _entry;
        Entries--;
    }

    /// <summary>Hands the buffer out and leaves the writer without one; the receiver returns it to <see cref="ArrayPool{T}.Shared"/>.</summary>
    public ArraySegment<byte> Detach()
    {
        ArraySegment<byte> segment = _bytes.Detach();
        Clear();
        return segment;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Return();

    private void AddToCount(uint samples)
    {
        Span<byte> count = _bytes.At(_entry + 20, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(count, BinaryPrimitives.ReadUInt32LittleEndian(count) + samples);
    }
}
