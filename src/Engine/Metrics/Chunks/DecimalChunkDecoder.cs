using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Reads what <see cref="DecimalChunkAppender"/> writes.</summary>
internal static class DecimalChunkDecoder
{
    /// <summary>Appends the samples of [<paramref name="minTime"/>, <paramref name="maxTime"/>] to <paramref name="destination"/>.</summary>
    public static void Decode(in Chunk chunk, long minTime, long maxTime, SampleBuffer destination)
    {
        ReadOnlySpan<byte> bytes = chunk.Bytes.Span;
        if (bytes.IsEmpty || chunk.Count >= bytes.Length)
        {
            throw new CorruptChunkException("fewer bytes than samples");
        }

        byte form = bytes[0];
        if ((form & ~(FloatChunkForm.ExponentMask | FloatChunkForm.Starts)) != 0)
        {
            throw new CorruptChunkException("unknown decimal form");
        }

        bool hasStarts = (form & FloatChunkForm.Starts) != 0;
        double power = DecimalScale.Power(form & FloatChunkForm.ExponentMask);
        int position = destination.Count;
        destination.EnsureCapacity(position + chunk.Count);
        long[] starts = hasStarts ? destination.WithStartTimestamps() : [];
        Span<long> times = destination.Timestamps.AsSpan(position, chunk.Count);
        Span<double> values = destination.Values.AsSpan(position, chunk.Count);
        int kept = 0, at = 1;
        long time = chunk.MinTime, delta = 0, number = 0, start = 0;
        for (int i = 0; i < chunk.Count; i++)
        {
            if ((uint)at >= (uint)bytes.Length)
            {
                throw new CorruptChunkException("ends early");
            }

            ulong token = bytes[at++];
            int escape = -1;
            if (token >= 0x80)
            {
                if ((uint)at >= (uint)bytes.Length)
                {
                    throw new CorruptChunkException("ends early");
                }

                uint second = bytes[at];
                if (second - 1 < 0x7F)
                {
                    token = (token & 0x7F) | (second << 7);
                    at++;
                }
                else if (second == 0)
                {
                    escape = (int)(token >> 1) & 0x3F;
                    at++;
                }
                else
                {
                    at--;
                    token = ReadVarint(bytes, ref at);
                }
            }

            if ((token & 1) != 0)
            {
                delta += Varint.UnZigZag(ReadVarint(bytes, ref at));
                if (delta is <= 0 or > int.MaxValue)
                {
                    throw new CorruptChunkException("time does not advance");
                }
            }

            double value;
            if (escape < 0)
            {
                number += Varint.UnZigZag(token >> 1);
                value = number / power;
            }
            else
            {
                number = 0;
                value = ReadEscaped(bytes, escape, ref at);
            }

            if (hasStarts)
            {
                start += Varint.UnZigZag(ReadVarint(bytes, ref at));
            }

            time += delta;
            if (time > maxTime)
            {
                break;
            }

            if (time >= minTime)
            {
                times[kept] = time;
                values[kept] = value;
                if (hasStarts)
                {
                    starts[position + kept] = start;
                }

                kept++;
            }
        }

        if (chunk.Count > 1 && delta == 0 && time <= maxTime)
        {
            throw new CorruptChunkException("time does not advance");
        }

        destination.Extend(kept, hasStarts);
    }

    private static double ReadEscaped(ReadOnlySpan<byte> bytes, int kind, ref int at)
    {
        switch (kind)
        {
            case DecimalChunkAppender.StaleKind:
                return SampleValue.Stale;
            case DecimalChunkAppender.RawKind when bytes.Length - at >= 8:
                at += 8;
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes[(at - 8)..]);
            default:
                throw new CorruptChunkException("unknown or cut escape");
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at) =>
        Varint.TryRead(bytes, ref at, out ulong value) ? value : throw new CorruptChunkException("bad varint");
}
