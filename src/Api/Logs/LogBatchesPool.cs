using System.Collections.Concurrent;
using Microsoft.Extensions.ObjectPool;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>Batches to reuse, by the number of slots. What is in use is never returned: the garbage collector has it when the last reader is gone.</summary>
internal sealed class LogBatchesPool
{
    private readonly ConcurrentDictionary<int, ObjectPool<LogBatches>> _pools = new();

    public LogBatches Rent(int slots) => PoolOf(slots).Get();

    public void Return(LogBatches batches) => PoolOf(batches.Slots).Return(batches);

    private ObjectPool<LogBatches> PoolOf(int slots) => _pools.GetOrAdd(slots, static slots => new DefaultObjectPool<LogBatches>(new Policy(slots)));

    private sealed class Policy(int slots) : PooledObjectPolicy<LogBatches>
    {
        public override LogBatches Create() => new(slots);

        public override bool Return(LogBatches obj) => true;
    }
}
