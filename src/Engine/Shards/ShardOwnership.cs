using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// The right to write one shard: taken with an epoch of its own, used to append records and to change the manifest, released or lost. A shard goes
/// <see cref="TakeAsync"/>, <see cref="ReplayAsync"/> to the end, any number of <see cref="AppendAsync"/> and <see cref="UpdateAsync"/>, <see cref="ReleaseAsync"/>.
/// Not thread-safe but for <see cref="AppendAsync"/>: one call at a time changes the manifest.
/// </summary>
public sealed class ShardOwnership
{
    private readonly IBlobStore _store;
    private readonly ISiloLog _log;
    private readonly LogReplay _replay;
    private readonly TimeProvider _time;
    private readonly BlobETag _etag;

    private ShardOwnership(IBlobStore store, ISiloLog log, LogReplay replay, TimeProvider time, ShardKey shard, ShardManifest manifest, BlobETag etag)
        => (_store, _log, _replay, _time, Shard, Manifest, _etag) = (store, log, replay, time, shard, manifest, etag);

    /// <summary>The shard.</summary>
    public ShardKey Shard { get; }

    /// <summary>The epoch of this ownership.</summary>
    public long Epoch => Manifest.Epoch;

    /// <summary>The manifest as last read or written.</summary>
    public ShardManifest Manifest { get; private set; }

    /// <summary>The number that the next record must carry. Right once <see cref="ReplayAsync"/> has ended; <see cref="AppendAsync"/> does not move it.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>
    /// Takes the shard: closes the log of an owner that did not release it, and writes a manifest with the next epoch and <paramref name="log"/> as owner.
    /// </summary>
    /// <exception cref="OwnershipLostException">Another taker was faster.</exception>
    /// <exception cref="BlobUnavailableException">The store does not answer; taking again is safe.</exception>
    public static ValueTask<ShardOwnership> TakeAsync(
        IBlobStore store, ISiloLog log, LogReplay replay, TimeProvider time, ShardKey shard, CancellationToken cancellationToken)
        => throw new NotImplementedException();

    /// <summary>The records that are in no block yet, oldest first, each once. Apply them all before serving.</summary>
    /// <exception cref="CorruptBlockException">A log is damaged.</exception>
    public async IAsyncEnumerable<ReplayBatch> ReplayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, _time, cancellationToken).ConfigureAwait(false);
        yield break;
    }

    /// <summary>Hands a record to the silo log under this epoch; completes when it is durable and fails as <see cref="ISiloLog.AppendAsync"/> does.</summary>
    public ValueTask AppendAsync(ulong sequence, ReadOnlySpan<byte> payload) => _log.AppendAsync(Shard, Epoch, sequence, payload);

    /// <summary>
    /// Changes the manifest, trying until the store answers or the token is cancelled. After a cancellation the change may have happened: make it idempotent. When
    /// the change says that records got into blocks (<see cref="ShardManifest.WithFlushed"/>) the silo log learns it too.
    /// </summary>
    /// <exception cref="OwnershipLostException">Somebody else took the shard.</exception>
    public ValueTask<ShardManifest> UpdateAsync(Func<ShardManifest, ShardManifest> change, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Lets go: refuses further records, waits until those handed over are durable, and marks the manifest so that the next owner needs no fencing. Records that are in
    /// no block stay readable for it.
    /// </summary>
    /// <exception cref="OwnershipLostException">Somebody else took the shard; there is nothing to release.</exception>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
