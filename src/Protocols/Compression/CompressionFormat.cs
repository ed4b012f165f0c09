namespace Orleans.Obs.Protocols.Compression;

/// <summary>How a body is compressed.</summary>
public enum CompressionFormat
{
    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>deflate, bare or in zlib's format.</summary>
    Deflate,

    /// <summary>zstd.</summary>
    Zstd,
}
