using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Shards.Simulation;

/// <summary>
/// The silo log as the shards of a simulation see it. Whoever waits for a barrier goes on when the simulation says so, on its thread; the log itself would let them go on
/// on the thread pool.
/// </summary>
internal sealed class SteppedLog(SiloLog log) : ISiloLog
{
    private readonly List<(Task Barrier, TaskCompletionSource Waiter)> _barriers = [];

    public SiloLog Inner => log;

    public string LogId => log.LogId;

    public bool IsWritable => log.IsWritable;

    public bool IsClosed => log.IsClosed;

    public LogPosition Tail => log.Tail;

    public ValueTask AppendAsync(ShardKey shard, long epoch, ulong sequence, ReadOnlySpan<byte> payload) => log.AppendAsync(shard, epoch, sequence, payload);

    public ValueTask BarrierAsync()
    {
        var waiter = new TaskCompletionSource();
        _barriers.Add((log.BarrierAsync().AsTask(), waiter));
        return new ValueTask(waiter.Task);
    }

    public LogPosition Fence(ShardKey shard, long epoch) => log.Fence(shard, epoch);

    public void Release(ShardKey shard, LogPosition? position) => log.Release(shard, position);

    /// <summary>Lets those go on whose barrier is reached.</summary>
    public void Settle()
    {
        foreach ((Task Barrier, TaskCompletionSource Waiter) waiting in _barriers.Where(waiting => waiting.Barrier.IsCompleted).ToArray())
        {
            _barriers.Remove(waiting);
            waiting.Waiter.SetFromTask(waiting.Barrier);
        }
    }
}
