namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>A run of samples of one series, encoded. The same bytes serve in the head and in blocks.</summary>
/// <param name="Encoding">How to read <paramref name="Bytes"/>.</param>
/// <param name="Count">How many samples.</param>
/// <param name="MinTime">The first timestamp, milliseconds.</param>
/// <param name="MaxTime">The last timestamp, milliseconds.</param>
/// <param name="Bytes">The encoded samples.</param>
public readonly record struct Chunk(ChunkEncoding Encoding, int Count, long MinTime, long MaxTime, ReadOnlyMemory<byte> Bytes);
