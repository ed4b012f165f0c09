using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>The write-ahead log of one silo over a blob store, with group commit.</summary>
public sealed class SiloLog : ISiloLog, IAsyncDisposable
{
    private readonly (IBlobStore Store, SiloLogOptions Options, TimeProvider Time) _stub;

    /// <summary>Starts a log; nothing is written before the first record.</summary>
    /// <param name="store">Where the segments go.</param>
    /// <param name="logId">A name never used before, see <see cref="NewLogId"/>.</param>
    /// <param name="options">Grouping, bounds and retries.</param>
    /// <param name="time">The clock of pacing and retries.</param>
    public SiloLog(IBlobStore store, string logId, SiloLogOptions options, TimeProvider time) => (LogId, _stub) = (logId, (store, options, time));

    /// <summary>A log name never used before: sorts by time and names the silo.</summary>
    public static string NewLogId(string silo, TimeProvider time) => throw new NotImplementedException($"{silo} {time}");

    /// <inheritdoc/>
    public string LogId { get; }

    /// <inheritdoc/>
    public bool IsWritable => throw new NotImplementedException($"{_stub}");

    /// <inheritdoc/>
    public bool IsClosed => throw new NotImplementedException();

    /// <summary>Completes once another owner closed this log: give its shards up and open a new log.</summary>
    public Task Closed => throw new NotImplementedException();

    /// <inheritdoc/>
    public LogPosition Tail => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask AppendAsync(ShardKey shard, long epoch, ulong sequence, ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask BarrierAsync() => throw new NotImplementedException();

    /// <inheritdoc/>
    public LogPosition Fence(ShardKey shard, long epoch) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Release(ShardKey shard, LogPosition? position) => throw new NotImplementedException();

    /// <summary>Makes what was handed over durable, then seals the log for good. When the store fails it gives up: the next owners close the log.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
