namespace Orleans.Obs.Api.Requests;

/// <summary>How a request's body is compressed.</summary>
internal enum BodyEncoding
{
    Plain,
    Gzip,

    /// <summary>What HTTP calls deflate is zlib's format.</summary>
    Deflate,
    Zstd,
}
