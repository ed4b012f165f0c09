using System.Numerics;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// Writes <see cref="ChunkEncoding.Xor"/> (Pelkonen et al., "Gorilla", VLDB 2015, section 4.1). After the header byte: the first value's 64 bits; then per sample the zigzag delta of
/// delta (<c>0</c>; <c>10</c> + 14 bits; <c>110</c> + 20; <c>111</c> + 34) and the value's XOR with the one before (<c>0</c>: same; <c>10</c>: bits of the previous window;
/// <c>11</c> + 6 bits leading zeros + 6 bits width - 1 + bits). When the chunk has start timestamps each sample ends with <c>0</c> (as before), or
/// <c>10</c> + 33 bits zigzag difference, or <c>11</c> + 64 bits. The first timestamp is the chunk's <see cref="Chunk.MinTime"/> and not stored.
/// </summary>
internal static class XorChunkAppender
{
    /// <summary>Starts a chunk with its first sample; returns the number of bytes written.</summary>
    public static int Begin(ref OpenFloatChunk chunk, bool starts, long timestamp, long bits, long start, ref long lastStart, Span<byte> destination)
    {
        chunk.Form = (byte)(FloatChunkForm.Xor | (starts ? FloatChunkForm.Starts : 0));
        chunk.LeadingOrRaw = 0;
        chunk.WidthOrEscaped = 0;
        chunk.Delta = 0;
        chunk.Duration = 0;
        chunk.Count = 1;
        chunk.LastTime = timestamp;
        chunk.LastBits = bits;
        lastStart = 0;
        destination[0] = chunk.Form;
        var writer = new BitWriter(destination, 8);
        writer.Write((ulong)bits, 64);
        WriteStart(ref writer, starts, start, ref lastStart);
        return Finish(ref chunk, writer.Length);
    }

    /// <summary>
    /// Appends a sample that is newer than the last one by at most <see cref="int.MaxValue"/> ms. <paramref name="destination"/> begins with the chunk's last byte; returns the number of
    /// bytes that are valid now, this one included.
    /// </summary>
    public static int Append(ref OpenFloatChunk chunk, long timestamp, long bits, long start, ref long lastStart, Span<byte> destination)
    {
        var writer = new BitWriter(destination, chunk.UsedBits);
        int delta = (int)(timestamp - chunk.LastTime);
        ulong deltaOfDelta = Varint.ZigZag((long)delta - chunk.Delta);
        switch (deltaOfDelta)
        {
            case 0:
                writer.Write(0, 1);
                break;
            case < 1 << 14:
                writer.Write((0b10UL << 14) | deltaOfDelta, 16);
                break;
            case < 1 << 20:
                writer.Write((0b110UL << 20) | deltaOfDelta, 23);
                break;
            default:
                writer.Write((0b111UL << 34) | deltaOfDelta, 37);
                break;
        }

        ulong xor = (ulong)(bits ^ chunk.LastBits);
        if (xor == 0)
        {
            writer.Write(0, 1);
        }
        else
        {
            int leading = BitOperations.LeadingZeroCount(xor);
            int trailing = BitOperations.TrailingZeroCount(xor);
            int windowTrailing = 64 - chunk.LeadingOrRaw - chunk.WidthOrEscaped;
            if (chunk.WidthOrEscaped != 0 && leading >= chunk.LeadingOrRaw && trailing >= windowTrailing)
            {
                writer.Write(0b10, 2);
                writer.Write(xor >> windowTrailing, chunk.WidthOrEscaped);
            }
            else
            {
                int width = 64 - leading - trailing;
                writer.Write((0b11UL << 12) | ((ulong)(uint)leading << 6) | (uint)(width - 1), 14);
                writer.Write(xor >> trailing, width);
                chunk.LeadingOrRaw = (byte)leading;
                chunk.WidthOrEscaped = (byte)width;
            }
        }

        WriteStart(ref writer, chunk.HasStarts, start, ref lastStart);
        chunk.LastTime = timestamp;
        chunk.LastBits = bits;
        chunk.Delta = delta;
        chunk.Duration += delta;
        chunk.Count++;
        return Finish(ref chunk, writer.Length);
    }

    private static void WriteStart(ref BitWriter writer, bool starts, long start, ref long lastStart)
    {
        if (!starts)
        {
            return;
        }

        ulong difference = Varint.ZigZag(start - lastStart);
        lastStart = start;
        if (difference == 0)
        {
            writer.Write(0, 1);
        }
        else if (difference < 1UL << 33)
        {
            writer.Write((0b10UL << 33) | difference, 35);
        }
        else
        {
            writer.Write(0b11, 2);
            writer.Write(difference, 64);
        }
    }

    private static int Finish(ref OpenFloatChunk chunk, int bits)
    {
        chunk.UsedBits = (byte)(((bits - 1) & 7) + 1);
        return (bits + 7) >> 3;
    }
}
