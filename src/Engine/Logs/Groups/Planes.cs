using System.Buffers;
using System.Numerics;
using Orleans.Obs.Engine.Blocks;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// Whole numbers byte by byte: first the lowest byte of every number, then the next of every number, as many as the largest needs. Compression sees bytes of one kind beside each other, and
/// bytes that are pure chance cost nothing to read.
/// </summary>
internal static class Planes
{
    /// <summary>How many bytes a number takes; 0 for none.</summary>
    public static int WidthOf(ulong largest) => (71 - BitOperations.LeadingZeroCount(largest)) >> 3;

    /// <summary>Writes numbers of a width.</summary>
    public static void Write(BlockByteWriter destination, ReadOnlySpan<ulong> values, int width, Compressor compressor)
    {
        byte[] plane = ArrayPool<byte>.Shared.Rent(Math.Max(values.Length, 1));
        for (int shift = 0; shift < width * 8; shift += 8)
        {
            for (int i = 0; i < values.Length; i++)
            {
                plane[i] = (byte)(values[i] >> shift);
            }

            Zstd.Write(destination, plane.AsSpan(0, values.Length), compressor);
        }

        ArrayPool<byte>.Shared.Return(plane);
    }

    /// <summary>Reads as many numbers as the destination has room for.</summary>
    public static void Read(ref BlockByteReader source, Span<ulong> destination, int width)
    {
        byte[] plane = ArrayPool<byte>.Shared.Rent(Math.Max(destination.Length, 1));
        try
        {
            destination.Clear();
            for (int shift = 0; shift < width * 8; shift += 8)
            {
                Span<byte> bytes = plane.AsSpan(0, destination.Length);
                Zstd.Read(ref source, bytes);
                for (int i = 0; i < bytes.Length; i++)
                {
                    destination[i] |= (ulong)bytes[i] << shift;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plane);
        }
    }
}
