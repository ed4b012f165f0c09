using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using ZstdSharp;

namespace Orleans.Obs.Api.Requests;

/// <summary>The values of <c>Content-Encoding</c> that are understood.</summary>
internal static class BodyEncodings
{
    /// <summary>The request's; null when it is another.</summary>
    public static BodyEncoding? Of(HttpRequest request) => ((string?)request.Headers.ContentEncoding ?? "").ToLowerInvariant() switch
    {
        "" or "identity" => BodyEncoding.Plain,
        "gzip" => BodyEncoding.Gzip,
        "deflate" => BodyEncoding.Deflate,
        "zstd" => BodyEncoding.Zstd,
        _ => null,
    };

    /// <summary>A stream of what a compressed one holds; it fails with <see cref="InvalidDataException"/> when that is damaged.</summary>
    public static Stream Decompress(this BodyEncoding encoding, Stream compressed) => encoding switch
    {
        BodyEncoding.Gzip => new GZipStream(compressed, CompressionMode.Decompress),
        BodyEncoding.Deflate => new ZLibStream(compressed, CompressionMode.Decompress),
        BodyEncoding.Zstd => new DecompressionStream(compressed, leaveOpen: false),
        _ => compressed,
    };
}
