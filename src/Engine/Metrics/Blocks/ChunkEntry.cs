using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A chunk as the series table describes it: its place (page of the block, bytes within the decompressed page) and its content's outline.</summary>
internal readonly record struct ChunkEntry(int Page, int Offset, int Length, int Count, ChunkEncoding Encoding, long MinTime, long MaxTime)
{
    public bool Overlaps(long minTime, long maxTime) => MinTime <= maxTime && minTime <= MaxTime;
}
