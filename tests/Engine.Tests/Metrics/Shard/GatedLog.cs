using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>A log whose writes end when and how the test says.</summary>
internal sealed class GatedLog : ISiloLog
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public string LogId => "gated";

    public bool IsWritable { get; set; } = true;

    public bool IsClosed { get; set; }

    public LogPosition Tail => new(1, Records);

    public int Records { get; private set; }

    public int Barriers { get; private set; }

    public Exception? Refusal { get; set; }

    public ValueTask AppendAsync(ShardKey shard, long epoch, ulong sequence, ReadOnlySpan<byte> payload)
    {
        Records++;
        return Wait();
    }

    public ValueTask BarrierAsync()
    {
        Barriers++;
        return Wait();
    }

    public LogPosition Fence(ShardKey shard, long epoch) => Tail;

    public void Release(ShardKey shard, LogPosition? position)
    {
    }

    public void Flush()
    {
        _waiting.ForEach(static waiting => waiting.SetResult());
        _waiting.Clear();
    }

    private ValueTask Wait()
    {
        if (Refusal is { } refusal)
        {
            return ValueTask.FromException(refusal);
        }

        var waiting = new TaskCompletionSource();
        _waiting.Add(waiting);
        return new ValueTask(waiting.Task);
    }
}
