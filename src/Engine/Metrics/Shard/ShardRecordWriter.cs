using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Builds the one log record that a batch becomes: what was new in it, a few bytes a sample. Reusable; not thread-safe.</summary>
internal sealed class ShardRecordWriter
{
    private const int LargestSample = 1 + (4 * Varint.MaxSize);

    private byte[] _buffer = new byte[4096];
    private int _length;
    private uint _series;
    private long _time;

    /// <summary>The record; empty when nothing was added.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Starts another record.</summary>
    public void Clear()
    {
        const int largestKept = 1 << 20;
        if (_buffer.Length > largestKept)
        {
            _buffer = new byte[4096];
        }

        (_length, _series, _time) = (0, uint.MaxValue, 0);
    }

    /// <summary>Says which labels a series number stands for.</summary>
    public void Define(uint series, SeriesTable table)
    {
        int size = table.LabelSizeOf(series);
        Span<byte> span = Reserve(LargestSample + size);
        int at = WriteSeries(span, ShardRecordForm.Definition, 0, series);
        at += Varint.Write(span[at..], (ulong)size);
        at += table.CopyLabels(series, span[at..]);
        _length += at;

        // The samples that follow belong to the series just defined.
        _series = series - 1;
    }

    /// <summary>Adds a float sample; <paramref name="exponent"/> is worth a try, the result is exact whether it fits or not.</summary>
    public void Add(uint series, long timestamp, long bits, long start, int exponent)
    {
        Span<byte> span = Reserve(LargestSample);
        int at;
        if (exponent <= DecimalScale.MaxExponent && DecimalScale.TryScale(BitConverter.Int64BitsToDouble(bits), exponent, out long number))
        {
            at = WriteSample(span, ShardRecordForm.Decimal + exponent, series, timestamp, start);
            at += Varint.Write(span[at..], Varint.ZigZag(number));
        }
        else if (bits == SampleValue.StaleBits)
        {
            at = WriteSample(span, ShardRecordForm.Stale, series, timestamp, start);
        }
        else
        {
            at = WriteSample(span, ShardRecordForm.Raw, series, timestamp, start);
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], bits);
            at += 8;
        }

        _length += at;
    }

    /// <summary>Adds a histogram sample.</summary>
    public void Add(uint series, long timestamp, NativeHistogram histogram, long start)
    {
        int size = histogram.BinarySize;
        Span<byte> span = Reserve(LargestSample + size);
        int at = WriteSample(span, ShardRecordForm.Histogram, series, timestamp, start);
        at += Varint.Write(span[at..], (ulong)size);
        at += histogram.WriteTo(span[at..]);
        _length += at;
    }

    /// <summary>Adds a delta that came after newer ones: the total at its time, and what it adds to the later totals.</summary>
    public void AddLate(uint series, long timestamp, long start, double total, double delta)
    {
        Span<byte> span = Reserve(LargestSample + 16);
        int at = WriteSample(span, ShardRecordForm.LateDelta, series, timestamp, start);
        BinaryPrimitives.WriteDoubleLittleEndian(span[at..], total);
        BinaryPrimitives.WriteDoubleLittleEndian(span[(at + 8)..], delta);
        _length += at + 16;
    }

    /// <summary>Adds a histogram delta that came after newer ones.</summary>
    public void AddLate(uint series, long timestamp, long start, NativeHistogram total, NativeHistogram delta)
    {
        Span<byte> span = Reserve(LargestSample + (2 * Varint.MaxSize) + total.BinarySize + delta.BinarySize);
        int at = WriteSample(span, ShardRecordForm.LateHistogramDelta, series, timestamp, start);
        foreach (NativeHistogram histogram in (ReadOnlySpan<NativeHistogram>)[total, delta])
        {
            at += Varint.Write(span[at..], (ulong)histogram.BinarySize);
            at += histogram.WriteTo(span[at..]);
        }

        _length += at;
    }

    /// <summary>Adds an exemplar.</summary>
    public void AddExemplar(ReadOnlySpan<byte> seriesLabels, long timestamp, double value, ReadOnlySpan<byte> labels)
    {
        Span<byte> span = Reserve(1 + (2 * Varint.MaxSize) + 16 + seriesLabels.Length + labels.Length);
        span[0] = ShardRecordForm.Exemplar << ShardRecordForm.KindShift;
        int at = 1 + WriteBytes(span[1..], seriesLabels);
        BinaryPrimitives.WriteInt64LittleEndian(span[at..], timestamp);
        BinaryPrimitives.WriteDoubleLittleEndian(span[(at + 8)..], value);
        at += 16;
        _length += at + WriteBytes(span[at..], labels);
    }

    /// <summary>Adds the metadata of a family.</summary>
    public void AddMetadata(ReadOnlySpan<byte> family, ReadOnlySpan<byte> body)
    {
        Span<byte> span = Reserve(1 + (2 * Varint.MaxSize) + family.Length + body.Length);
        span[0] = ShardRecordForm.Metadata << ShardRecordForm.KindShift;
        int at = 1 + WriteBytes(span[1..], family);
        _length += at + WriteBytes(span[at..], body);
    }

    private static int WriteBytes(Span<byte> span, ReadOnlySpan<byte> bytes)
    {
        int at = Varint.Write(span, (ulong)bytes.Length);
        bytes.CopyTo(span[at..]);
        return at + bytes.Length;
    }

    private int WriteSample(Span<byte> span, int kind, uint series, long timestamp, long start)
    {
        int flags = (timestamp != _time ? ShardRecordForm.OtherTime : 0) | (start != 0 ? ShardRecordForm.Start : 0);
        int at = WriteSeries(span, kind, flags, series);
        if (timestamp != _time)
        {
            at += Varint.Write(span[at..], Varint.ZigZag(timestamp - _time));
            _time = timestamp;
        }

        if (start != 0)
        {
            at += Varint.Write(span[at..], Varint.ZigZag(timestamp - start));
        }

        return at;
    }

    private int WriteSeries(Span<byte> span, int kind, int flags, uint series)
    {
        bool other = series != _series + 1;
        span[0] = (byte)((kind << ShardRecordForm.KindShift) | flags | (other ? ShardRecordForm.OtherSeries : 0));
        int at = other ? 1 + Varint.Write(span[1..], Varint.ZigZag((long)series - _series)) : 1;
        _series = series;
        return at;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_length == 0)
        {
            _buffer[_length++] = ShardRecordForm.Version;
        }

        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }

        return _buffer.AsSpan(_length);
    }
}
