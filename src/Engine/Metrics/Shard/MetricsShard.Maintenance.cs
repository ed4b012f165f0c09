using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Compaction, retention, deletions, and letting the shard go.</summary>
public sealed partial class MetricsShard
{
    // Longer than any query may take, so that no block is deleted under a selection.
    private static readonly TimeSpan s_sweepGrace = TimeSpan.FromMinutes(15);

    private BlockCompactor? _compactor;
    private MetricsCompactionOptions? _compactorOptions;

    /// <summary>Does what is due: a cut, then steps of compaction and retention until nothing is left to do. True when it did something.</summary>
    /// <exception cref="BlobUnavailableException">The store failed; what is left is left for the next time.</exception>
    /// <exception cref="OwnershipLostException">Another owner has the shard.</exception>
    public async ValueTask<bool> MaintainAsync(CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool any = IsCutDue
                && (await CutInTurnAsync(cancellationToken).ConfigureAwait(false) || await CarryOverAsync(cancellationToken).ConfigureAwait(false));
            return await CompactAsync(cancellationToken).ConfigureAwait(false) || any;
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>Deletes blobs of blocks that nothing refers to any more; returns how many.</summary>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await BlockSweep.RunAsync(_store, Key.Path, _blocks.Blocks, s_sweepGrace, _time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>
    /// Deletes the samples in the range (both ends inclusive) of series that satisfy all matchers: what is in memory is cut first, then a tombstone hides what blocks hold, until
    /// compaction has taken it out. Durable when the task completes.
    /// </summary>
    public async ValueTask DeleteSeriesAsync(IReadOnlyList<TombstoneMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matchers);
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long sequence;
            SeriesDeletion deletion = new Tombstone(0, minTime, maxTime, matchers).Compile(_options.Compaction.Regex);
            if (CaptureNow(deletion.Matchers, minTime, maxTime, withSamples: false).Heads.Any(static head => head.Count > 0))
            {
                await CutInTurnAsync(cancellationToken).ConfigureAwait(false);
            }

            lock (_gate)
            {
                sequence = ++_layers;
            }

            var tombstone = new Tombstone(sequence, minTime, maxTime, matchers, Now());
            await UpdateManifestAsync(manifest => manifest.With(tombstone), cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                SetTombstones([.. _tombstones, tombstone]);
                _content.Head.ForgetNewest(deletion.Matchers, minTime, maxTime);
            }
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>
    /// Lets the shard go: nothing is appended any more, what was handed over becomes durable, and the next owner needs no fencing. With <paramref name="cut"/> memory is cut into a block
    /// first, so that the next owner has nothing to replay; without, it replays the log.
    /// </summary>
    /// <exception cref="OwnershipLostException">Another owner has the shard already.</exception>
    public async ValueTask ReleaseAsync(bool cut, CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (cut)
            {
                await CutInTurnAsync(cancellationToken).ConfigureAwait(false);
            }

            lock (_gate)
            {
                ThrowIfBroken();
                Break("it was released");
            }

            await _ownership.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private async ValueTask<bool> CompactAsync(CancellationToken cancellationToken)
    {
        if (_compactor is null || _compactorOptions != _options.Compaction)
        {
            _compactorOptions = _options.Compaction;
            _compactor = new BlockCompactor(_store, _time, _compactorOptions, new BlockMerge(_store, _time, _compactorOptions));
        }

        bool any = false;
        while (true)
        {
            long oldestInMemory;
            lock (_gate)
            {
                ThrowIfBroken();
                oldestInMemory = _cut?.Sequence ?? _layers + 1;
            }

            BlockEdit? edit = await _compactor.StepAsync(Key.Path, Epoch, _blocks.Blocks, _ownership.Manifest.Tombstones, oldestInMemory, cancellationToken).ConfigureAwait(false);
            if (edit is null || edit.IsEmpty)
            {
                return any;
            }

            await UpdateManifestAsync(manifest => manifest.With(edit), cancellationToken).ConfigureAwait(false);
            HashSet<long> done = [.. edit.RemovedTombstones.Select(static tombstone => tombstone.Sequence)];
            lock (_gate)
            {
                _blocks = _blocks.With(edit.Added, edit.Removed);
                SetTombstones([.. _tombstones.Where(tombstone => !done.Contains(tombstone.Sequence))]);
            }

            any = true;
        }
    }

    private void SetTombstones(IReadOnlyList<Tombstone> tombstones)
    {
        _tombstones = tombstones;
        _deletions = [.. tombstones.Select(tombstone => tombstone.Compile(_options.Compaction.Regex))];
    }
}
