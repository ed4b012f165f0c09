using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Reads what <see cref="HistogramChunkAppender"/> writes.</summary>
internal static class HistogramChunkDecoder
{
    /// <summary>Appends the samples of [<paramref name="minTime"/>, <paramref name="maxTime"/>] to <paramref name="destination"/>.</summary>
    public static void Decode(in Chunk chunk, long minTime, long maxTime, SampleBuffer destination)
    {
        ReadOnlySpan<byte> bytes = chunk.Bytes.Span;
        int before = destination.Count;
        try
        {
            Decode(bytes, chunk, minTime, maxTime, destination);
        }
        catch (CorruptChunkException)
        {
            destination.Count = before;
            throw;
        }
    }

    private static void Decode(ReadOnlySpan<byte> bytes, in Chunk chunk, long minTime, long maxTime, SampleBuffer destination)
    {
        if (bytes.IsEmpty || chunk.Count >= bytes.Length || (bytes[0] & ~(HistogramChunkForm.Starts | HistogramChunkForm.Whole)) != 0)
        {
            throw new CorruptChunkException("unknown histogram form");
        }

        bool hasStarts = (bytes[0] & HistogramChunkForm.Starts) != 0, whole = (bytes[0] & HistogramChunkForm.Whole) != 0;
        int at = 1;
        long start = hasStarts ? Varint.UnZigZag(ReadVarint(bytes, ref at)) : 0;
        NativeHistogram layout = ReadFirst(bytes, ref at);
        int positives = layout.PositiveBuckets.Length, negatives = layout.NegativeBuckets.Length;
        double[] counts = [layout.Count, layout.ZeroCount, .. layout.PositiveBuckets, .. layout.NegativeBuckets];
        if (whole && !Array.TrueForAll(counts, HistogramChunkAppender.IsWhole))
        {
            throw new CorruptChunkException("counts are not whole");
        }

        double sum = layout.Sum;
        long time = chunk.MinTime, delta = 0;
        if (time >= minTime && time <= maxTime)
        {
            destination.Add(time, layout, start);
        }

        for (int i = 1; i < chunk.Count; i++)
        {
            if (at >= bytes.Length)
            {
                throw new CorruptChunkException("ends early");
            }

            byte control = bytes[at++];
            delta += Varint.UnZigZag(ReadVarint(bytes, ref at));
            if (delta <= 0 || delta > chunk.MaxTime - time)
            {
                throw new CorruptChunkException("time does not advance within the chunk");
            }

            time += delta;
            if (hasStarts)
            {
                start += Varint.UnZigZag(ReadVarint(bytes, ref at));
            }

            bool stale = (control & HistogramChunkForm.Stale) != 0;
            if (!stale)
            {
                foreach (ref double count in counts.AsSpan())
                {
                    count = whole ? NextWhole(bytes, ref at, count) : NextXor(bytes, ref at, count);
                }

                sum = NextXor(bytes, ref at, sum);
            }

            if (time > maxTime)
            {
                return;
            }

            if (time >= minTime)
            {
                var hint = (ResetHint)(control & HistogramChunkForm.HintMask);
                destination.Add(time, stale ? StaleLike(layout, hint) : Assemble(layout, hint, counts, positives, negatives, sum), start);
            }
        }
    }

    private static NativeHistogram ReadFirst(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong length = ReadVarint(bytes, ref at);
        if (length > (ulong)(bytes.Length - at))
        {
            throw new CorruptChunkException("ends early");
        }

        try
        {
            NativeHistogram first = NativeHistogram.Read(bytes.Slice(at, (int)length));
            at += (int)length;
            return first;
        }
        catch (InvalidDataException cause)
        {
            throw new CorruptChunkException(cause.Message);
        }
    }

    private static NativeHistogram Assemble(NativeHistogram layout, ResetHint hint, double[] counts, int positives, int negatives, double sum) => new()
    {
        IsInteger = layout.IsInteger,
        ResetHint = hint,
        Schema = layout.Schema,
        ZeroThreshold = layout.ZeroThreshold,
        Count = counts[0],
        ZeroCount = counts[1],
        Sum = sum,
        PositiveSpans = layout.PositiveSpans,
        NegativeSpans = layout.NegativeSpans,
        PositiveBuckets = Column(counts.AsSpan(2, positives)),
        NegativeBuckets = Column(counts.AsSpan(2 + positives, negatives)),
        CustomBounds = layout.CustomBounds,
    };

    private static NativeHistogram StaleLike(NativeHistogram layout, ResetHint hint) =>
        new() { IsInteger = layout.IsInteger, ResetHint = hint, Schema = layout.Schema, CustomBounds = layout.CustomBounds, Sum = SampleValue.Stale };

    private static ImmutableArray<double> Column(ReadOnlySpan<double> counts) =>
        counts.IsEmpty ? [] : ImmutableCollectionsMarshal.AsImmutableArray(counts.ToArray());

    private static double NextWhole(ReadOnlySpan<byte> bytes, ref int at, double previous)
    {
        long next = unchecked((long)previous + Varint.UnZigZag(ReadVarint(bytes, ref at)));
        return next is >= 0 and <= 1L << 53 ? next : throw new CorruptChunkException("count out of range");
    }

    private static double NextXor(ReadOnlySpan<byte> bytes, ref int at, double previous) =>
        BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(ReadVarint(bytes, ref at)) ^ BitConverter.DoubleToUInt64Bits(previous));

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at) =>
        Varint.TryRead(bytes, ref at, out ulong value) ? value : throw new CorruptChunkException("bad varint");
}
