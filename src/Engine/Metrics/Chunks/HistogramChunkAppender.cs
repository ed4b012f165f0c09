using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// Writes <see cref="ChunkEncoding.Histogram"/>. The first sample is stored whole and gives the layout (schema, threshold, spans, bounds) to all of the chunk:
/// <code>
/// u8 form | [zigzag start] | varint length | the first histogram's binary form
/// then per sample: u8 control | zigzag delta of delta | [zigzag start difference] | count, zero bucket, positive buckets, negative buckets, sum
/// </code>
/// Whole counts are zigzag differences to the sample before; other counts, and sums, are XORed with the sample before and stored as a varint of the reversed bytes, because it is the
/// low mantissa bits that tend to agree. Bytes once written never change, so a reader may keep a view of them while samples are added.
/// </summary>
internal sealed class HistogramChunkAppender
{
    private byte[] _bytes = [];
    private int _length;
    private byte _form;
    private NativeHistogram? _layout;
    private double[] _previous = [];
    private double _previousSum;
    private long _firstTime;
    private long _delta;
    private long _lastStart;

    /// <summary>Samples in the open chunk.</summary>
    public int Count { get; private set; }

    /// <summary>The newest timestamp of the open chunk.</summary>
    public long LastTime { get; private set; }

    /// <summary>The open chunk as it is now; null when there is none.</summary>
    public Chunk? Current => Count == 0 ? null : new Chunk(ChunkEncoding.Histogram, Count, _firstTime, LastTime, _bytes.AsMemory(0, _length));

    /// <summary>Appends a sample that is newer than the last one. False when the chunk has another layout (or none): <see cref="Take"/> it and <see cref="Begin"/> another.</summary>
    public bool TryAppend(long timestamp, NativeHistogram histogram, long start)
    {
        if (Count == 0 || (start != 0 && (_form & HistogramChunkForm.Starts) == 0) || !Fits(histogram))
        {
            return false;
        }

        bool stale = histogram.IsStale;
        Reserve(32 + (stale ? 0 : (_previous.Length + 1) * Varint.MaxSize));
        Span<byte> span = _bytes.AsSpan(_length);
        span[0] = (byte)((byte)histogram.ResetHint | (stale ? HistogramChunkForm.Stale : 0));
        long delta = timestamp - LastTime;
        int at = 1 + Varint.Write(span[1..], Varint.ZigZag(delta - _delta));
        if ((_form & HistogramChunkForm.Starts) != 0)
        {
            at += Varint.Write(span[at..], Varint.ZigZag(start - _lastStart));
            _lastStart = start;
        }

        if (!stale)
        {
            int i = 0;
            WriteCount(span, ref at, ref i, histogram.Count);
            WriteCount(span, ref at, ref i, histogram.ZeroCount);
            foreach (double bucket in histogram.PositiveBuckets)
            {
                WriteCount(span, ref at, ref i, bucket);
            }

            foreach (double bucket in histogram.NegativeBuckets)
            {
                WriteCount(span, ref at, ref i, bucket);
            }

            WriteXor(span, ref at, _previousSum, histogram.Sum);
            _previousSum = histogram.Sum;
        }

        _length += at;
        _delta = delta;
        LastTime = timestamp;
        Count++;
        return true;
    }

    /// <summary>Starts a chunk with its first sample.</summary>
    public void Begin(long timestamp, NativeHistogram histogram, long start)
    {
        int size = histogram.BinarySize;
        _bytes = new byte[Math.Max(128, (size * 2) + 32)];
        _previous = [histogram.Count, histogram.ZeroCount, .. histogram.PositiveBuckets, .. histogram.NegativeBuckets];
        _previousSum = histogram.Sum;
        _form = (byte)((start != 0 ? HistogramChunkForm.Starts : 0) | (Array.TrueForAll(_previous, IsWhole) ? HistogramChunkForm.Whole : 0));
        _bytes[0] = _form;
        _length = 1;
        if (start != 0)
        {
            _length += Varint.Write(_bytes.AsSpan(_length), Varint.ZigZag(start));
        }

        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)size);
        _length += histogram.WriteTo(_bytes.AsSpan(_length));
        (_layout, _lastStart, _delta, _firstTime, LastTime, Count) = (histogram, start, 0, timestamp, timestamp, 1);
    }

    /// <summary>Hands the open chunk out, trimmed, and leaves none.</summary>
    public Chunk? Take()
    {
        Chunk? chunk = Current;
        Count = 0;
        _layout = null;
        return chunk is { } open && open.Bytes.Length < _bytes.Length * 3 / 4 ? open with { Bytes = open.Bytes.ToArray() } : chunk;
    }

    /// <summary>Can a count be stored as a difference of integers?</summary>
    public static bool IsWhole(double count) => count is >= 0 and <= 1L << 53 && count == Math.Floor(count) && !double.IsNegative(count);

    private bool Fits(NativeHistogram histogram)
    {
        NativeHistogram layout = _layout!;
        if (histogram.IsStale)
        {
            return true;
        }

        if (layout.IsStale || histogram.IsInteger != layout.IsInteger || histogram.Schema != layout.Schema
            || BitConverter.DoubleToInt64Bits(histogram.ZeroThreshold) != BitConverter.DoubleToInt64Bits(layout.ZeroThreshold)
            || histogram.PositiveBuckets.Length != layout.PositiveBuckets.Length || histogram.NegativeBuckets.Length != layout.NegativeBuckets.Length
            || !histogram.PositiveSpans.AsSpan().SequenceEqual(layout.PositiveSpans.AsSpan())
            || !histogram.NegativeSpans.AsSpan().SequenceEqual(layout.NegativeSpans.AsSpan())
            || !histogram.CustomBounds.AsSpan().SequenceEqual(layout.CustomBounds.AsSpan()))
        {
            return false;
        }

        return (_form & HistogramChunkForm.Whole) == 0
            || (IsWhole(histogram.Count) && IsWhole(histogram.ZeroCount) && histogram.PositiveBuckets.All(IsWhole) && histogram.NegativeBuckets.All(IsWhole));
    }

    private void WriteCount(Span<byte> span, ref int at, ref int index, double count)
    {
        ref double previous = ref _previous[index++];
        if ((_form & HistogramChunkForm.Whole) != 0)
        {
            at += Varint.Write(span[at..], Varint.ZigZag((long)count - (long)previous));
        }
        else
        {
            WriteXor(span, ref at, previous, count);
        }

        previous = count;
    }

    private static void WriteXor(Span<byte> span, ref int at, double previous, double value) =>
        at += Varint.Write(span[at..], BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToUInt64Bits(value) ^ BitConverter.DoubleToUInt64Bits(previous)));

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes, _bytes.Length * 2));
        }
    }
}
