using System.Collections.Concurrent;
using Microsoft.Extensions.ObjectPool;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Batches to reuse, by the number of slots. What is in use is never returned: the garbage collector has it when the last reader is gone.</summary>
internal sealed class SlotBatchesPool
{
    private readonly ConcurrentDictionary<int, ObjectPool<SlotBatches>> _pools = new();

    public SlotBatches Rent(int slots) => PoolOf(slots).Get();

    public void Return(SlotBatches batches) => PoolOf(batches.Slots).Return(batches);

    private ObjectPool<SlotBatches> PoolOf(int slots) => _pools.GetOrAdd(slots, static slots => new DefaultObjectPool<SlotBatches>(new Policy(slots)));

    private sealed class Policy(int slots) : PooledObjectPolicy<SlotBatches>
    {
        public override SlotBatches Create() => new(slots);

        public override bool Return(SlotBatches obj)
        {
            obj.Clear();
            return true;
        }
    }
}
