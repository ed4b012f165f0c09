using System.Buffers;
using System.IO.Compression;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Compression;

/// <summary>Decompresses bodies into pooled memory, up to a limit, so that a small body that expands without end costs no more than that.</summary>
public static class Compressed
{
    private const int SmallestBuffer = 64 * 1024;

    /// <summary>Decompresses a body into an array rented from the shared pool, which the caller returns.</summary>
    /// <param name="format">How it is compressed.</param>
    /// <param name="body">The body; it may consist of several compressed pieces one after the other.</param>
    /// <param name="limit">The most bytes that it may expand to.</param>
    /// <param name="reserve">Told how many more bytes of memory are about to be taken; what it throws ends the decompression.</param>
    /// <exception cref="MalformedMessageException">The body is damaged.</exception>
    /// <exception cref="OversizedMessageException">It expands to more than the limit.</exception>
    public static ArraySegment<byte> Expand(CompressionFormat format, ReadOnlyMemory<byte> body, int limit, Action<int>? reserve = null)
    {
        int capacity = (int)Math.Min(limit + 1L, Math.Max(SmallestBuffer, body.Length * 4L));
        reserve?.Invoke(capacity);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            using var source = new ReadOnlyMemoryStream(body);
            using Stream content = Open(format, source, body.Span);
            int length = 0;
            while (true)
            {
                int read = content.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                {
                    return new ArraySegment<byte>(buffer, 0, length);
                }

                length += read;
                if (length > limit)
                {
                    throw new OversizedMessageException($"the decompressed body is larger than {limit} bytes");
                }

                if (length == buffer.Length)
                {
                    capacity = (int)Math.Min(limit + 1L, buffer.Length * 2L);
                    reserve?.Invoke(capacity - buffer.Length);
                    byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch (Exception exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (exception is InvalidDataException or IOException or ZstdSharp.ZstdException)
            {
                throw new MalformedMessageException("the compressed body is damaged", exception);
            }

            throw;
        }
    }

    private static Stream Open(CompressionFormat format, Stream source, ReadOnlySpan<byte> body) => format switch
    {
        CompressionFormat.Gzip => new GZipStream(source, CompressionMode.Decompress),
        CompressionFormat.Zstd => new ZstdSharp.DecompressionStream(source),

        // Some call zlib's format deflate, as HTTP does, others the bare format inside of it. Only zlib's begins with a multiple of 31.
        _ => body is [var method, var flags, ..] && (method & 0xF) == 8 && ((method << 8) | flags) % 31 == 0
            ? new ZLibStream(source, CompressionMode.Decompress)
            : new DeflateStream(source, CompressionMode.Decompress),
    };
}
