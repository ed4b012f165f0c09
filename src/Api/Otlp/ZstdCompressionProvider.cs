using System.IO.Compression;
using Grpc.Net.Compression;
using ZstdSharp;

namespace Orleans.Obs.Api.Otlp;

/// <summary>zstd for gRPC; gzip and deflate it has itself.</summary>
internal sealed class ZstdCompressionProvider : ICompressionProvider
{
    public string EncodingName => "zstd";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => new CompressionStream(stream, level: 1, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new DecompressionStream(stream, leaveOpen: true);
}
