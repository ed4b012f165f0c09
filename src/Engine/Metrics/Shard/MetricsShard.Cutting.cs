using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Exemplars;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// Cutting blocks. The head is frozen in one moment, with the log position of that moment; appends go on in what follows it. The block is written and uploaded from the frozen head,
/// the manifest is swapped, and in one moment again readers get the block instead of the frozen head. A cut that fails keeps the frozen head and is resumed by the next.
/// </summary>
public sealed partial class MetricsShard
{
    /// <summary>Is a cut due by age or by the bytes in the log?</summary>
    public bool IsCutDue
    {
        get
        {
            long now = Now();
            lock (_gate)
            {
                return _cut is not null || _loggedBytes >= _options.CutLogBytes || _oldestUnflushed <= now - (long)_options.CutAge.TotalMilliseconds;
            }
        }
    }

    /// <summary>Cuts everything in memory into a block. False when there was nothing to cut.</summary>
    /// <exception cref="BlobUnavailableException">The store failed; nothing is lost, the next call goes on.</exception>
    /// <exception cref="OwnershipLostException">Another owner has the shard.</exception>
    public async ValueTask<bool> CutAsync(CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CutInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private async ValueTask<bool> CutInTurnAsync(CancellationToken cancellationToken)
    {
        bool any = false;
        if (_cut is not null)
        {
            await WriteCutAsync(cancellationToken).ConfigureAwait(false);
            any = true;
        }

        if (Freeze())
        {
            await WriteCutAsync(cancellationToken).ConfigureAwait(false);
            any = true;
        }

        return any;
    }

    private bool Freeze()
    {
        long now = Now();
        lock (_gate)
        {
            ThrowIfBroken();
            if (_content.Head.Samples == 0)
            {
                return false;
            }

            byte[] metadata = BlockRecords.Encode(MetadataRecords(now));
            byte[] exemplars = BlockRecords.Encode(_content.Exemplars.TakeUncut().SelectMany(ExemplarRecords.Of));
            LogPosition position = _log.Tail;
            FrozenHead frozen = _content.Head.Freeze(now - (long)_options.IdleAfter.TotalMilliseconds, _options.IdleShare);
            _cut = new PendingCut(frozen, ++_layers, _nextRecord, position, metadata, exemplars);
            _loggedBytes = 0;
            (_oldestInCut, _oldestUnflushed) = (_oldestUnflushed, long.MaxValue);
            return true;
        }
    }

    private async ValueTask WriteCutAsync(CancellationToken cancellationToken)
    {
        PendingCut cut = _cut!;
        HeadLayer layer;
        lock (_gate)
        {
            layer = cut.Head.SelectAll();
        }

        FinishedBlock? block = await Task.Run(() => FrozenBlock.Write(cut, layer, _options.CutCompressionLevel), cancellationToken).ConfigureAwait(false);
        BlockRef[] added = [];
        if (block is not null)
        {
            added = [block.ToRef(Key.Path, Epoch, level: 0, cut.Sequence, Now())];
            await block.UploadAsync(_store, added[0], cancellationToken).ConfigureAwait(false);
        }

        var edit = new BlockEdit(added, [], []);
        await UpdateManifestAsync(manifest => manifest.With(edit).WithFlushed(cut.NextRecord, cut.Position), cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _blocks = _blocks.With(added, []);
            _cut = null;
            _oldestInCut = long.MaxValue;
        }
    }

    // Metadata and exemplars without any sample make no block. They are written to the log again, so that what lies before can be deleted.
    private async ValueTask<bool> CarryOverAsync(CancellationToken cancellationToken)
    {
        ValueTask durable = default;
        ulong next;
        LogPosition position;
        lock (_gate)
        {
            ThrowIfBroken();
            if (_loggedBytes == 0 || _content.Head.Samples > 0 || !_log.IsWritable)
            {
                return false;
            }

            (position, next, _loggedBytes, _oldestUnflushed) = (_log.Tail, _nextRecord, 0, long.MaxValue);
            _record.Clear();
            foreach ((byte[] family, byte[] body) in _content.Metadata.Bodies)
            {
                _record.AddMetadata(family, body);
            }

            foreach (ExemplarSeries series in _content.Exemplars.Uncut)
            {
                Exemplar exemplar = series.Exemplars[0];
                _record.AddExemplar(series.Labels.Bytes, exemplar.Timestamp, exemplar.Value, exemplar.Labels.Bytes);
            }

            if (!_record.Written.IsEmpty)
            {
                _oldestUnflushed = Now();
                durable = HandOver();
            }
        }

        await durable.ConfigureAwait(false);
        await UpdateManifestAsync(manifest => manifest.WithFlushed(next, position), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask UpdateManifestAsync(Func<ShardManifest, ShardManifest> change, CancellationToken cancellationToken)
    {
        try
        {
            await _ownership.UpdateAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (OwnershipLostException lost)
        {
            Break(lost.Message);
            throw;
        }
    }
}
