using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>Closes the logs of owners that are gone and reads them back, once for all shards that ask at about the same time. One per process.</summary>
public sealed class LogReplay(IBlobStore store)
{
    internal IBlobStore Store { get; } = store;

    /// <summary>Makes sure that nothing more can become durable in a log, whoever writes it. Idempotent.</summary>
    public ValueTask CloseAsync(string logId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The shard's records in one range whose numbers are at least <paramref name="fromSequence"/>, in order.</summary>
    /// <exception cref="CorruptBlockException">A segment is damaged, other than by a torn last append.</exception>
    public IAsyncEnumerable<ReplayBatch> ReadAsync(ShardKey shard, LogRange range, ulong fromSequence, CancellationToken cancellationToken)
        => throw new NotImplementedException();
}
