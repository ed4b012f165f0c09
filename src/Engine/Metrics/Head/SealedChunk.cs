using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>A finished chunk in <see cref="SealedChunks"/>: where its bytes are, and the chunk of the same series before it.</summary>
internal readonly record struct SealedChunk(long MinTime, int Duration, int Page, int Offset, ushort Length, ushort Count, ChunkEncoding Encoding, uint Previous)
{
    /// <summary>The last timestamp.</summary>
    public long MaxTime => MinTime + Duration;
}
