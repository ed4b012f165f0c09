using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// The right to write one shard: taken with an epoch of its own, used to append records and to change the manifest, released or lost. A shard goes
/// <see cref="TakeAsync"/>, <see cref="ReplayAsync"/> to the end, any number of <see cref="AppendAsync"/> and <see cref="UpdateAsync"/>, <see cref="ReleaseAsync"/>.
/// One call at a time; only <see cref="AppendAsync"/> may run beside <see cref="UpdateAsync"/>.
/// </summary>
public sealed class ShardOwnership
{
    private readonly ManifestBlob _blob;
    private readonly ISiloLog _log;
    private readonly LogReplay _replay;
    private VersionedManifest _current;

    private ShardOwnership(ManifestBlob blob, ISiloLog log, LogReplay replay, ShardKey shard, VersionedManifest current)
    {
        (_blob, _log, _replay, Shard, _current) = (blob, log, replay, shard, current);
        (Epoch, NextSequence) = (Manifest.Epoch, Manifest.NextSequence);
    }

    /// <summary>The shard.</summary>
    public ShardKey Shard { get; }

    /// <summary>The epoch of this ownership.</summary>
    public long Epoch { get; }

    /// <summary>The manifest as last read or written.</summary>
    public ShardManifest Manifest => _current.Manifest;

    /// <summary>The number that the next record must carry. Right once <see cref="ReplayAsync"/> has ended.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>
    /// Takes the shard: closes the log of an owner that did not release it, and writes a manifest with the next epoch and <paramref name="log"/> as owner. Tries
    /// until the store answers or the token is cancelled; taking again is safe then.
    /// </summary>
    /// <exception cref="OwnershipLostException">Another taker was faster.</exception>
    /// <exception cref="LogClosedException">Another owner closed <paramref name="log"/>.</exception>
    public static async ValueTask<ShardOwnership> TakeAsync(
        IBlobStore store, ISiloLog log, LogReplay replay, TimeProvider time, ShardKey shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(replay);
        var blob = new ManifestBlob(store, shard, time);
        VersionedManifest found = await blob.ReadAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (log.IsClosed)
            {
                throw new LogClosedException(log.LogId);
            }

            ShardManifest manifest = found.Manifest;
            long epoch = manifest.Epoch + 1;
            LogPosition from = log.Fence(shard, epoch);
            if (manifest is { Released: false, Owner: { } owner })
            {
                if (owner == log.LogId)
                {
                    manifest = WithEnd(manifest, from);
                    await log.BarrierAsync().ConfigureAwait(false);
                }
                else
                {
                    await replay.CloseAsync(owner, cancellationToken).ConfigureAwait(false);
                }
            }

            ShardManifest next = manifest with
            {
                Epoch = epoch,
                Owner = log.LogId,
                Released = false,
                Log = manifest.Log.Add(new LogRange(log.LogId, epoch, from, To: null)),
            };
            if (await blob.SwapAsync(found, next, cancellationToken).ConfigureAwait(false) is { } taken)
            {
                return new ShardOwnership(blob, log, replay, shard, taken);
            }

            // The old owner may have flushed or released meanwhile; but whoever raised the epoch owns the shard now.
            found = await blob.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (found.Manifest.Epoch >= epoch)
            {
                throw new OwnershipLostException(shard, epoch);
            }
        }
    }

    /// <summary>The records that are in no block yet, oldest first, each once. Apply them all before serving.</summary>
    /// <exception cref="CorruptBlockException">A log is damaged.</exception>
    /// <exception cref="OwnershipLostException">Somebody else took the shard meanwhile and needs the log no more.</exception>
    public async IAsyncEnumerable<ReplayBatch> ReplayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (LogRange range in Manifest.Log[..^1])
        {
            IAsyncEnumerator<ReplayBatch> batches = _replay.ReadAsync(Shard, range, NextSequence, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable reading = batches.ConfigureAwait(false);
            while (await MoveNextAsync(batches, cancellationToken).ConfigureAwait(false))
            {
                NextSequence = batches.Current.LastSequence + 1;
                yield return batches.Current;
            }
        }
    }

    /// <summary>Hands a record to the silo log under this epoch; completes when it is durable and fails as <see cref="ISiloLog.AppendAsync"/> does.</summary>
    public ValueTask AppendAsync(ulong sequence, ReadOnlySpan<byte> payload)
    {
        NextSequence = Math.Max(NextSequence, sequence + 1);
        return _log.AppendAsync(Shard, Epoch, sequence, payload);
    }

    /// <summary>
    /// Changes the manifest, trying until the store answers or the token is cancelled. After a cancellation the change may have happened: make it idempotent. When
    /// the change says that records got into blocks (<see cref="ShardManifest.WithFlushed"/>) the silo log learns it too.
    /// </summary>
    /// <exception cref="OwnershipLostException">Somebody else took the shard.</exception>
    public async ValueTask<ShardManifest> UpdateAsync(Func<ShardManifest, ShardManifest> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            if (await _blob.SwapAsync(_current, change(Manifest), cancellationToken).ConfigureAwait(false) is { } changed)
            {
                _current = changed;
                ReleaseLog();
                return Manifest;
            }

            // Under our epoch only we write: then it was an earlier change of ours that was cancelled before its reply came.
            VersionedManifest found = await _blob.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (found.Manifest.Epoch != Epoch || found.Manifest.Owner != _log.LogId || found.Manifest.Released)
            {
                throw new OwnershipLostException(Shard, Epoch);
            }

            _current = found;
        }
    }

    /// <summary>
    /// Lets go: refuses further records, waits until those handed over are durable, and marks the manifest so that the next owner needs no fencing. Records that are in
    /// no block stay readable for it.
    /// </summary>
    /// <exception cref="OwnershipLostException">Somebody else took the shard; there is nothing to release.</exception>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        LogPosition end = _log.Fence(Shard, Epoch + 1);
        await _log.BarrierAsync().ConfigureAwait(false);
        await UpdateAsync(manifest => Released(manifest, end), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ReplayBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (CorruptBlockException)
        {
            // A later owner that has flushed lets the log be deleted, perhaps under our eyes.
            VersionedManifest found = await _blob.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (found.Manifest.Epoch != Epoch)
            {
                throw new OwnershipLostException(Shard, Epoch);
            }

            throw;
        }
    }

    private ShardManifest Released(ShardManifest manifest, LogPosition end) => manifest.NextSequence >= NextSequence
        ? manifest with { Released = true, Log = [] }
        : WithEnd(manifest, end) with { Released = true };

    private static ShardManifest WithEnd(ShardManifest manifest, LogPosition end)
        => manifest with { Log = manifest.Log.SetItem(manifest.Log.Length - 1, manifest.Log[^1] with { To = end }) };

    private void ReleaseLog()
    {
        LogPosition? needed = null;
        foreach (LogRange range in Manifest.Log)
        {
            needed = range.LogId == _log.LogId && !(needed <= range.From) ? range.From : needed;
        }

        _log.Release(Shard, needed);
    }
}
