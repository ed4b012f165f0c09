using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ZstdSharp;

namespace Orleans.Obs.Api.Requests;

/// <summary>A request's body in one pooled piece of memory. Dispose returns it.</summary>
internal struct RequestBody : IDisposable
{
    private readonly bool _isView;
    private byte[] _buffer;

    private RequestBody(byte[] buffer, int length, bool isView = false) => (_buffer, Length, _isView) = (buffer, length, isView);

    public int Length { get; }

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public readonly ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than the limit (status 413), or ends early.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } kestrelLimit)
        {
            kestrelLimit.MaxRequestBodySize = limit;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 64 * 1024) + 1);
        int length = 0;
        try
        {
            while (true)
            {
                ReadResult read = await request.BodyReader.ReadAsync(cancellationToken);
                long total = length + read.Buffer.Length;
                if (total > limit)
                {
                    throw TooLarge(limit);
                }

                if (total > buffer.Length)
                {
                    buffer = Grow(buffer, length, (int)total, limit);
                }

                read.Buffer.CopyTo(buffer.AsSpan(length));
                length = (int)total;
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return new RequestBody(buffer, length);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>What the body holds; when it is not compressed that is a view of the body, good for as long as the body is.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than the limit (status 413).</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public readonly RequestBody Decompress(BodyEncoding encoding, int limit)
    {
        if (encoding == BodyEncoding.Plain)
        {
            return new RequestBody(_buffer, Length, isView: true);
        }

        using Stream content = encoding.Decompress(new MemoryStream(_buffer, 0, Length, writable: false));
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(Length * 4L, 64 * 1024, limit));
        int length = 0;
        try
        {
            while (true)
            {
                int read = content.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                {
                    return new RequestBody(buffer, length);
                }

                length += read;
                if (length > limit)
                {
                    throw TooLarge(limit);
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length, length + 1, limit);
                }
            }
        }
        catch (Exception failure)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (failure is ZstdException or EndOfStreamException)
            {
                throw new InvalidDataException($"the body is not what its encoding says: {failure.Message}", failure);
            }

            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0 && !_isView)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int needed, int limit)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(buffer.Length * 2L, limit)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static BadHttpRequestException TooLarge(int limit) =>
        new($"the request body is larger than {limit} bytes", StatusCodes.Status413PayloadTooLarge);
}
