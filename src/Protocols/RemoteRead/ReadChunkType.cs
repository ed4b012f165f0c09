namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>Prometheus' numbers for the encodings of chunks (<c>prometheus.Chunk.Encoding</c>).</summary>
internal enum ReadChunkType
{
    Xor = 1,
    Histogram = 2,
    FloatHistogram = 3,
}
