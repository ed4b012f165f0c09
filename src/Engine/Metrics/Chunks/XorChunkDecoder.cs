using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Reads what <see cref="XorChunkAppender"/> writes.</summary>
internal static class XorChunkDecoder
{
    /// <summary>Appends the samples of [<paramref name="minTime"/>, <paramref name="maxTime"/>] to <paramref name="destination"/>.</summary>
    public static void Decode(in Chunk chunk, long minTime, long maxTime, SampleBuffer destination)
    {
        ReadOnlySpan<byte> bytes = chunk.Bytes.Span;
        if (bytes.IsEmpty || chunk.Count > (long)bytes.Length * 4)
        {
            throw new CorruptChunkException("fewer bytes than samples");
        }

        byte form = bytes[0];
        if ((form & ~FloatChunkForm.Starts) != FloatChunkForm.Xor)
        {
            throw new CorruptChunkException("unknown XOR form");
        }

        bool hasStarts = (form & FloatChunkForm.Starts) != 0;
        var reader = new BitReader(bytes[1..]);
        int position = destination.Count;
        destination.EnsureCapacity(position + chunk.Count);
        Span<long> starts = hasStarts ? destination.WithStartTimestamps().AsSpan(position, chunk.Count) : default;
        Span<long> times = destination.Timestamps.AsSpan(position, chunk.Count);
        Span<double> values = destination.Values.AsSpan(position, chunk.Count);
        int trailing = 0, width = 0;
        long time = chunk.MinTime, delta = 0, start = 0;
        ulong bits = 0;
        for (int i = 0; i < chunk.Count; i++)
        {
            if (i == 0)
            {
                bits = reader.Read(64);
            }
            else
            {
                if (reader.ReadBit())
                {
                    delta += ReadDeltaOfDelta(ref reader);
                }

                if (reader.ReadBit())
                {
                    if (reader.ReadBit())
                    {
                        int window = (int)reader.Read(12);
                        width = (window & 63) + 1;
                        trailing = 64 - (window >> 6) - width;
                    }

                    if (width == 0 || trailing < 0)
                    {
                        throw new CorruptChunkException("bad window");
                    }

                    bits ^= reader.Read(width) << trailing;
                }

                if (delta is <= 0 or > int.MaxValue)
                {
                    throw new CorruptChunkException("time does not advance");
                }

                time += delta;
            }

            if (hasStarts)
            {
                start += ReadStartDifference(ref reader);
            }

            if (reader.Overrun)
            {
                throw new CorruptChunkException("ends early");
            }

            times[i] = time;
            values[i] = BitConverter.UInt64BitsToDouble(bits);
            if (hasStarts)
            {
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

    private static long ReadDeltaOfDelta(ref BitReader reader) => Varint.UnZigZag(
        !reader.ReadBit() ? reader.Read(14) : !reader.ReadBit() ? reader.Read(20) : reader.Read(34));

    private static long ReadStartDifference(ref BitReader reader) =>
        !reader.ReadBit() ? 0 : Varint.UnZigZag(!reader.ReadBit() ? reader.Read(33) : reader.Read(64));
}
