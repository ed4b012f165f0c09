using System.Buffers;
using Orleans.Obs.Protocols.Protobuf;
using Snappier;

namespace Orleans.Obs.Protocols.Compression;

/// <summary>Snappy's block format (a varint of the decoded length, then elements), as remote write and Loki push use it; not the framed stream format.</summary>
public static class SnappyBlock
{
    /// <summary>
    /// Decodes a block into an array rented from the shared pool, which the caller returns. The stated length is held against <paramref name="limit"/> and against what that many
    /// compressed bytes can express before any memory is taken for it.
    /// </summary>
    /// <exception cref="MalformedMessageException">The bytes are not a snappy block, or its content would exceed the limit.</exception>
    public static ArraySegment<byte> Decode(ReadOnlySpan<byte> block, int limit)
    {
        int length = DecodedLength(block);
        if (length > limit)
        {
            throw new MalformedMessageException($"snappy: decoded block of {length} bytes is larger than the limit of {limit} bytes");
        }

        // The densest element is a copy of 64 bytes out of three.
        if (length > (long)block.Length * 22)
        {
            throw Corrupt();
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (Snappy.Decompress(block, buffer.AsSpan(0, length)) == length)
            {
                return new ArraySegment<byte>(buffer, 0, length);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw Corrupt(exception);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        throw Corrupt();
    }

    private static int DecodedLength(ReadOnlySpan<byte> block)
    {
        ulong length = new ProtoReader(block).ReadVarint();
        return length <= int.MaxValue ? (int)length : throw new MalformedMessageException("snappy: decoded block is too large");
    }

    private static MalformedMessageException Corrupt(Exception? cause = null) => new("snappy: corrupt input", cause);
}
