using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Grains.Shards;

/// <summary>What one active shard holds, as it said last, and how it is made to move.</summary>
/// <param name="key">The shard.</param>
/// <param name="grain">The grain that owns it.</param>
/// <param name="prepareToMove">Leaves so little to read back that the next owner opens at once; on any thread, while the shard goes on serving.</param>
internal sealed class LiveShard(ShardKey key, GrainId grain, Func<CancellationToken, Task> prepareToMove)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _series;
    private long _memory;
    private long _stored;
    private long _oldestUnflushed = long.MaxValue;

    public ShardKey Key { get; } = key;

    public GrainId Grain { get; } = grain;

    /// <summary>Completes when this silo no longer has the shard.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Series with recent samples.</summary>
    public long Series
    {
        get => Volatile.Read(ref _series);
        set => Volatile.Write(ref _series, value);
    }

    /// <summary>Bytes of memory.</summary>
    public long Memory
    {
        get => Volatile.Read(ref _memory);
        set => Volatile.Write(ref _memory, value);
    }

    /// <summary>Bytes of blocks.</summary>
    public long Stored
    {
        get => Volatile.Read(ref _stored);
        set => Volatile.Write(ref _stored, value);
    }

    /// <summary>When the oldest record came that is in no block, milliseconds since the epoch; <see cref="long.MaxValue"/> when there is none.</summary>
    public long OldestUnflushed
    {
        get => Volatile.Read(ref _oldestUnflushed);
        set => Volatile.Write(ref _oldestUnflushed, value);
    }

    /// <summary>The age of that record; 0 when there is none.</summary>
    public long UnflushedMilliseconds(long now) => Math.Max(0, now - Math.Min(now, OldestUnflushed));

    public Task PrepareToMoveAsync(CancellationToken cancellationToken) => prepareToMove(cancellationToken);

    public void Leave() => _gone.TrySetResult();
}
