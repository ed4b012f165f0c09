using System.Buffers;
using Orleans.Obs.Engine.Blocks;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Runs of bytes with their lengths, compressed where that makes them smaller: <c>varint (stored length * 2 + compressed) | bytes</c>; the reader knows the raw length.</summary>
internal static class Zstd
{
    /// <summary>Shorter runs are not worth a frame.</summary>
    private const int MinLength = 48;

    [ThreadStatic]
    private static Decompressor? t_decompressor;

    /// <summary>Adds a run.</summary>
    public static void Write(BlockByteWriter destination, ReadOnlySpan<byte> raw, Compressor compressor)
    {
        if (raw.Length >= MinLength)
        {
            byte[] room = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(raw.Length));
            int stored = compressor.Wrap(raw, room);
            bool isSmaller = stored < raw.Length - (raw.Length >> 5);
            if (isSmaller)
            {
                destination.WriteVarint(((long)stored << 1) | 1);
                destination.Write(room.AsSpan(0, stored));
            }

            ArrayPool<byte>.Shared.Return(room);
            if (isSmaller)
            {
                return;
            }
        }

        destination.WriteVarint((long)raw.Length << 1);
        destination.Write(raw);
    }

    /// <summary>Reads a run of as many bytes as the destination has.</summary>
    public static void Read(ref BlockByteReader source, Span<byte> destination)
    {
        ulong head = source.ReadVarint();
        if (head >> 1 > (ulong)source.Left)
        {
            throw source.Corrupt("compressed bytes are cut off");
        }

        ReadOnlySpan<byte> stored = source.ReadBytes((int)(head >> 1));
        if ((head & 1) == 0)
        {
            if (stored.Length != destination.Length)
            {
                throw source.Corrupt("a column has another length than it should");
            }

            stored.CopyTo(destination);
            return;
        }

        try
        {
            if ((t_decompressor ??= new Decompressor()).Unwrap(stored, destination) != destination.Length)
            {
                throw source.Corrupt("a column has another length than it should");
            }
        }
        catch (ZstdException broken)
        {
            throw source.Corrupt(broken.Message);
        }
    }
}
