using System.Collections.Concurrent;

namespace Orleans.Obs.Grains.Shards;

/// <summary>
/// The shards that are active in this silo, what each holds, and all of them together against the memory budget: when memory gets short, shards that hold more than their share cut
/// blocks early; when it is exhausted, writes are refused until that has helped.
/// </summary>
internal sealed class LiveShards(GrainSettings settings)
{
    private readonly ConcurrentDictionary<LiveShard, byte> _shards = [];
    private long _memory;

    public long MemoryBudget { get; } = settings.MemoryBudget;

    /// <summary>Bytes that all shards hold.</summary>
    public long Memory => Interlocked.Read(ref _memory);

    /// <summary>Writes must wait.</summary>
    public bool IsMemoryExhausted => Memory > MemoryBudget;

    /// <summary>Time to cut early: more than four fifths are taken.</summary>
    public bool IsMemoryShort => Memory > MemoryBudget / 5 * 4;

    public IEnumerable<LiveShard> All => _shards.Keys;

    public void Join(LiveShard shard) => _shards[shard] = 0;

    public void Leave(LiveShard shard)
    {
        if (_shards.TryRemove(shard, out _))
        {
            Interlocked.Add(ref _memory, -shard.Memory);
            shard.Leave();
        }
    }

    /// <summary>Notes what a shard holds now.</summary>
    public void Report(LiveShard shard, long series, long memory, long stored, long oldestUnflushed = long.MaxValue)
    {
        Interlocked.Add(ref _memory, memory - shard.Memory);
        (shard.Series, shard.Memory, shard.Stored, shard.OldestUnflushed) = (series, memory, stored, oldestUnflushed);
    }

    /// <summary>Does the shard hold at least as much as the others do on average?</summary>
    public bool HoldsItsShare(LiveShard shard) => shard.Memory >= Memory / Math.Max(1, _shards.Count);
}
