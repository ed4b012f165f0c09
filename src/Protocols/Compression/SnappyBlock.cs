using System.Buffers;
using Orleans.Obs.Engine.Encodings;
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
        int length = DecodedLength(block, limit);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (Snappy.Decompress(block, buffer.AsSpan(0, length)) == length)
            {
                return new ArraySegment<byte>(buffer, 0, length);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw Corrupt(exception);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        throw Corrupt();
    }

    /// <summary>Whether a block states that its content is larger than a limit, bytes. What is no block does not.</summary>
    public static bool Exceeds(ReadOnlySpan<byte> block, int limit)
    {
        int at = 0;
        return Varint.TryRead(block, ref at, out ulong length) && length > (ulong)limit;
    }

    /// <summary>The length that a block states for its content, in bytes, after holding it against the limit and against what the block can express.</summary>
    /// <exception cref="MalformedMessageException">The length is impossible, or exceeds the limit.</exception>
    public static int DecodedLength(ReadOnlySpan<byte> block, int limit)
    {
        ulong length = new ProtoReader(block).ReadVarint();
        if (length > (ulong)limit)
        {
            throw new MalformedMessageException($"snappy: decoded block of {length} bytes is larger than the limit of {limit} bytes");
        }

        // The densest element is a copy of 64 bytes out of three.
        return length <= (ulong)block.Length * 22 ? (int)length : throw Corrupt();
    }

    /// <summary>Compresses bytes into a block.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> content) => Snappy.CompressToArray(content);

    private static MalformedMessageException Corrupt(Exception? cause = null) => new("snappy: corrupt input", cause);
}
