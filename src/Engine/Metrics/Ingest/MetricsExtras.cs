using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>
/// What a batch entry carries beside float samples. Each extra is <c>u8 kind | u32 body bytes | body</c>, little-endian:
/// <code>
/// 1 histogram: i64 timestamp | i64 start timestamp (0: unknown) | histogram (NativeHistogram's binary form)
/// 2 exemplar:  i64 timestamp | f64 value | canonical labels
/// 3 metadata:  u8 type | u32 help bytes | help | unit          (the entry's labels are just __name__ = the family's name)
/// 4 delta:     i64 timestamp | i64 start timestamp | f64 what the series grew by
/// 5 histogram delta: i64 timestamp | i64 start timestamp | histogram of what was observed since the start
/// </code>
/// The shard adds deltas to the series' total and stores that. An entry without a float sample, histogram or delta creates no series.
/// </summary>
public static class MetricsExtras
{
    /// <summary>A native histogram sample.</summary>
    public const byte HistogramKind = 1;

    /// <summary>An exemplar.</summary>
    public const byte ExemplarKind = 2;

    /// <summary>Metadata of a metric family.</summary>
    public const byte MetadataKind = 3;

    /// <summary>What a series of floats grew by.</summary>
    public const byte DeltaKind = 4;

    /// <summary>What a series of native histograms grew by.</summary>
    public const byte HistogramDeltaKind = 5;

    /// <summary>Bytes before an extra's body.</summary>
    public const int HeaderSize = 5;

    /// <summary>Writes an exemplar as an extra.</summary>
    public static void WriteExemplar(IBufferWriter<byte> destination, long timestamp, double value, LabelSet labels)
    {
        int body = 16 + labels.Bytes.Length;
        Span<byte> span = WriteHeader(destination, ExemplarKind, body);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[8..], value);
        labels.Bytes.CopyTo(span[16..]);
        destination.Advance(HeaderSize + body);
    }

    /// <summary>Writes a delta as an extra.</summary>
    public static void WriteDelta(IBufferWriter<byte> destination, long timestamp, long startTimestamp, double delta)
    {
        const int body = 24;
        Span<byte> span = WriteHeader(destination, DeltaKind, body);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], startTimestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[16..], delta);
        destination.Advance(HeaderSize + body);
    }

    /// <summary>Writes a histogram, or with <see cref="HistogramDeltaKind"/> what a histogram grew by, as an extra.</summary>
    public static void WriteHistogram(IBufferWriter<byte> destination, byte kind, long timestamp, long startTimestamp, NativeHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        int body = 16 + histogram.BinarySize;
        Span<byte> span = WriteHeader(destination, kind, body);
        BinaryPrimitives.WriteInt64LittleEndian(span, timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], startTimestamp);
        histogram.WriteTo(span[16..]);
        destination.Advance(HeaderSize + body);
    }

    /// <summary>Writes metadata as an extra.</summary>
    public static void WriteMetadata(IBufferWriter<byte> destination, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit)
    {
        int body = 5 + help.Length + unit.Length;
        Span<byte> span = WriteHeader(destination, MetadataKind, body);
        span[0] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(span[1..], (uint)help.Length);
        help.CopyTo(span[5..]);
        unit.CopyTo(span[(5 + help.Length)..]);
        destination.Advance(HeaderSize + body);
    }

    /// <summary>Writes an extra's header and returns the room for its body; the caller advances by header and body together.</summary>
    public static Span<byte> WriteHeader(IBufferWriter<byte> destination, byte kind, int bodyLength)
    {
        Span<byte> span = destination.GetSpan(HeaderSize + bodyLength);
        span[0] = kind;
        BinaryPrimitives.WriteUInt32LittleEndian(span[1..], (uint)bodyLength);
        return span[HeaderSize..];
    }
}
