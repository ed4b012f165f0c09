using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// The write-ahead log of one silo, shared by all its shards. Records of one shard become durable in the order in which they were handed over. What was handed
/// over is never forgotten while the log is open: a flush that fails is tried again with the same bytes before anything newer, so a shard's memory never
/// holds a record that the log has dropped.
/// </summary>
public interface ISiloLog
{
    /// <summary>The log's name, unique for ever; part of its blobs' names and of manifests.</summary>
    string LogId { get; }

    /// <summary>
    /// True while appends are accepted. False after a flush failed (until one succeeds) or when the queue is full: callers should refuse work <em>before</em>
    /// they change memory.
    /// </summary>
    bool IsWritable { get; }

    /// <summary>True once another owner closed this log: nothing can become durable any more.</summary>
    bool IsClosed { get; }

    /// <summary>The position behind the last record handed over; a record handed over later lies at or behind it.</summary>
    LogPosition Tail { get; }

    /// <summary>
    /// Hands one record over. The payload is copied before the method returns; the task completes when the record is durable.
    /// </summary>
    /// <exception cref="LogUnavailableException">The record is not durable yet (store failing or queue full). When <see cref="LogUnavailableException.Retained"/>
    /// the log keeps it and will make it durable if it lives; otherwise the record was not taken.</exception>
    /// <exception cref="LogClosedException">The log was closed by another owner; the record is not durable and never will be.</exception>
    /// <exception cref="OwnershipLostException">The shard was fenced at a later epoch; the record was not taken.</exception>
    ValueTask AppendAsync(ShardKey shard, long epoch, ulong sequence, ReadOnlySpan<byte> payload);

    /// <summary>Completes when everything handed over before is durable; fails as <see cref="AppendAsync"/> does.</summary>
    ValueTask BarrierAsync();

    /// <summary>
    /// Refuses the shard's records of epochs before <paramref name="epoch"/> from now on. Returns the <see cref="Tail"/> of this moment: every record of an earlier
    /// epoch lies before it, every later one at or behind it.
    /// </summary>
    LogPosition Fence(ShardKey shard, long epoch);

    /// <summary>Says that the shard needs nothing before <paramref name="position"/> any more (null: nothing at all), so that old segments can be deleted.</summary>
    void Release(ShardKey shard, LogPosition? position);
}
