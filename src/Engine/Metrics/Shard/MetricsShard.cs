using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// One metrics shard of one owner: what is in memory, what is being cut, and the blocks, as one whole to append to and to read from. Every change of memory and its log record happen
/// under one lock in one go, so the order of records is the order of changes; nothing is awaited under it. All members may be called at any time from any thread; cuts, compactions and
/// deletions take turns.
/// </summary>
public sealed partial class MetricsShard : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _maintenance = new(1, 1);
    private readonly SemaphoreSlim _recalls = new(1, 1);
    private readonly IBlobStore _store;
    private readonly ISiloLog _log;
    private readonly TimeProvider _time;
    private readonly ShardOwnership _ownership;
    private readonly ShardContent _content;
    private readonly ShardRecordWriter _record = new();
    private MetricsShardOptions _options;
    private BlockSet _blocks;
    private IReadOnlyList<Tombstone> _tombstones;
    private IReadOnlyList<SeriesDeletion> _deletions;
    private PendingCut? _cut;
    private ulong _nextRecord;
    private long _layers;
    private long _loggedBytes;
    private long _oldestUnflushed = long.MaxValue;
    private long _oldestInCut = long.MaxValue;
    private uint _previousSeries = uint.MaxValue;
    private string? _broken;

    private MetricsShard(ShardOwnership ownership, IBlobStore store, ISiloLog log, PageCache cache, MetricsShardOptions options, TimeProvider time)
    {
        (_ownership, _store, _log, _options, _time) = (ownership, store, log, options, time);
        _content = new ShardContent(options.ExemplarCapacity);
        ShardManifest manifest = ownership.Manifest;
        _blocks = new BlockSet(store, cache, time, manifest.Blocks.Select(BlockRef.Of));
        _tombstones = [.. manifest.Tombstones.Select(Tombstone.Of)];
        _deletions = [.. _tombstones.Select(tombstone => tombstone.Compile(options.Compaction.Regex))];

        // Deletions that were carried out are in no tombstone any more, but their numbers must not come again: blocks would take a later deletion for one of those.
        _layers = manifest.Blocks.Select(static block => Math.Max(block.Sequence, block.DeletionsApplied)).Concat(manifest.Tombstones.Select(static tombstone => tombstone.Sequence))
            .DefaultIfEmpty().Max();
    }

    /// <summary>The shard's key.</summary>
    public ShardKey Key => _ownership.Shard;

    /// <summary>The epoch under which this owner writes.</summary>
    public long Epoch => _ownership.Epoch;

    /// <summary>True once memory and log no longer agree, ownership is lost or the shard was released: open it anew.</summary>
    public bool IsBroken => Volatile.Read(ref _broken) is not null;

    /// <summary>Limits and settings; may be replaced at any time.</summary>
    public MetricsShardOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <summary>
    /// Takes the shard over, closing the log of an owner that did not let go, and brings everything that is in no block back into memory.
    /// </summary>
    /// <exception cref="OwnershipLostException">Another taker was faster.</exception>
    /// <exception cref="CorruptBlockException">The manifest or a log is damaged.</exception>
    public static async ValueTask<MetricsShard> OpenAsync(
        ShardKey key, IBlobStore store, ISiloLog log, LogReplay replay, PageCache cache, MetricsShardOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ShardOwnership ownership = await ShardOwnership.TakeAsync(store, log, replay, time, key, cancellationToken).ConfigureAwait(false);
        var shard = new MetricsShard(ownership, store, log, cache, options, time);
        await shard.ReplayAsync(cancellationToken).ConfigureAwait(false);
        return shard;
    }

    /// <summary>Ends the use of the shard in this process. Does not let it go: that is <see cref="ReleaseAsync"/>.</summary>
    public void Dispose()
    {
        Break("it was disposed of");
        _maintenance.Dispose();
    }

    private async ValueTask ReplayAsync(CancellationToken cancellationToken)
    {
        long now = Now();
        var applier = new RecordApplier(_content);
        await foreach (ReplayBatch batch in _ownership.ReplayAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (ReplayRecord record in batch)
            {
                try
                {
                    applier.Apply(record.Payload);
                }
                catch (InvalidDataException malformed)
                {
                    throw new CorruptBlockException($"log of {Key}", (long)record.Sequence, malformed.Message);
                }

                _loggedBytes += record.Payload.Length;
                _oldestUnflushed = now;
            }
        }

        _nextRecord = _ownership.NextSequence;
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void ThrowIfBroken()
    {
        if (_broken is { } reason)
        {
            throw new ShardBrokenException($"shard {Key}: {reason}");
        }
    }

    private void Break(string reason) => Interlocked.CompareExchange(ref _broken, reason, null);
}
