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
        Span<long> starts = hasStarts ? destination.WithStartTimestamps().AsSpan(position, chunk.Count) : default;
        Span<long> times = destination.Timestamps.AsSpan(position, chunk.Count);
        Span<double> values = destination.Values.AsSpan(position, chunk.Count);
        int at = 1;
        long time = chunk.MinTime, delta = 0, number = 0, start = 0;
        for (int i = 0; i < chunk.Count; i++)
        {
            if (!hasStarts)
            {
                i += DecodeSteady(bytes, ref at, times[i..], values[i..], ref time, delta, ref number, power);
                if (i == chunk.Count)
                {
                    break;
                }
            }

            (ulong token, int escape) = ReadToken(bytes, ref at);
            if ((token & 1) != 0)
            {
                delta += Varint.UnZigZag(ReadVarint(bytes, ref at));
            }

            if (i > 0 && delta is <= 0 or > int.MaxValue)
            {
                throw new CorruptChunkException("time does not advance");
            }

            number = escape < 0 ? number + Varint.UnZigZag(token >> 1) : 0;
            time += i > 0 ? delta : 0;
            times[i] = time;
            values[i] = escape < 0 ? number / power : ReadEscaped(bytes, escape, ref at);
            if (hasStarts)
            {
                start += Varint.UnZigZag(ReadVarint(bytes, ref at));
                starts[i] = start;
            }
        }

        if (time != chunk.MaxTime)
        {
            throw new CorruptChunkException("does not end where it says");
        }

        destination.Extend(chunk.Count, hasStarts);
        if (minTime > chunk.MinTime || maxTime < chunk.MaxTime)
        {
            destination.Trim(position, minTime, maxTime);
        }
    }

    // The common run: tokens of one or two bytes without flag or escape. One step depends on the one before only through the length of its token, and has no branch to mispredict.
    private static int DecodeSteady(
        ReadOnlySpan<byte> bytes, ref int position, Span<long> times, Span<double> values, ref long lastTime, long delta, ref long lastNumber, double power)
    {
        int at = position, decoded = 0;
        long time = lastTime, number = lastNumber;
        if (delta <= 0)
        {
            return 0;
        }

        values = values[..times.Length];
        while (decoded < times.Length && at < bytes.Length - 1)
        {
            uint first = bytes[at], second = bytes[at + 1];
            uint two = first >> 7;
            uint token = (first & 0x7F) | ((second << 7) & (0u - two));
            if (((token | (two & (((second - 1) | second) >> 7))) & 1) != 0)
            {
                break;
            }

            at += 1 + (int)two;
            number += (int)(token >> 2) ^ -(int)((token >> 1) & 1);
            time += delta;
            times[decoded] = time;
            values[decoded++] = number / power;
        }

        (position, lastTime, lastNumber) = (at, time, number);
        return decoded;
    }

    private static (ulong Token, int Escape) ReadToken(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at < bytes.Length - 1 && bytes[at] >= 0x80 && bytes[at + 1] == 0)
        {
            int first = bytes[at];
            at += 2;
            return ((ulong)first & 1, (first >> 1) & 0x3F);
        }

        return (ReadVarint(bytes, ref at), -1);
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
