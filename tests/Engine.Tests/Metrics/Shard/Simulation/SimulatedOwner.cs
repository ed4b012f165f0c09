using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>What the shards of one process share.</summary>
internal sealed class SimulatedOwner(IBlobStore store, string name, TimeProvider time)
{
    public SiloLog Log { get; } = new(
        store, name, new SiloLogOptions { FlushInterval = TimeSpan.Zero, SegmentBytes = 32 << 10, SegmentAppends = 40, MaxQueuedBytes = 1 << 20 }, time);

    public LogReplay Replay { get; } = new(store);

    public PageCache Cache { get; } = new(1 << 20);
}
