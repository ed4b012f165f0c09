using System.Globalization;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// Closes the logs of owners that are gone and reads them back. One per process: shards that read the same log at about the same time share its segments.
/// </summary>
public sealed class LogReplay
{
    private const int SegmentsHeld = 2;
    private const int BatchBytes = 1 << 20;

    private readonly IBlobStore _store;
    private readonly LogSegmentCache _segments;

    /// <summary>Reads logs from a store.</summary>
    public LogReplay(IBlobStore store)
        : this(store, SegmentsHeld)
    {
    }

    internal LogReplay(IBlobStore store, int segmentsHeld) => (_store, _segments) = (store, new LogSegmentCache(store, segmentsHeld));

    /// <summary>Makes sure that nothing more can become durable in a log, whoever writes it. Idempotent.</summary>
    /// <exception cref="BlobUnavailableException">The store does not answer; closing again is safe.</exception>
    public async ValueTask CloseAsync(string logId, CancellationToken cancellationToken)
        => await LogCloser.CloseAsync(_store, logId, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The shard's records in one range whose numbers are at least <paramref name="fromSequence"/>, in order, each once. A range without an end needs its log closed
    /// before. Segments missing at the range's beginning were deleted by their owner because no shard needed them.
    /// </summary>
    /// <exception cref="CorruptBlockException">A segment is damaged, other than by a torn last append, or missing between others.</exception>
    public async IAsyncEnumerable<ReplayBatch> ReadAsync(
        ShardKey shard, LogRange range, ulong fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        _segments.Enter();
        try
        {
            int? number = range.From.Segment;
            bool begun = false;
            while (number is { } at && !(range.To <= new LogPosition(at, 0)))
            {
                LogSegmentCache.Lease lease = await _segments.AcquireAsync(range.LogId, at, share: range.To?.Segment != at, cancellationToken).ConfigureAwait(false);
                try
                {
                    LogSegment segment = lease.Segment;
                    if (segment.IsTombstone)
                    {
                        yield break;
                    }

                    if (segment.IsAbsent)
                    {
                        number = await NextSegmentAsync(range.LogId, at, cancellationToken).ConfigureAwait(false);
                        if (begun)
                        {
                            throw new CorruptBlockException(LogFormat.NameOf(range.LogId, at), 0, "the segment is missing");
                        }

                        continue;
                    }

                    await RefuseTornAsync(segment, range, cancellationToken).ConfigureAwait(false);
                    foreach (ReplayBatch batch in Select(segment, shard, range, fromSequence))
                    {
                        fromSequence = batch.LastSequence + 1;
                        yield return batch;
                    }
                }
                finally
                {
                    _segments.Release(lease);
                }

                begun = true;
                number = at + 1;
            }
        }
        finally
        {
            _segments.Leave();
        }
    }

    private static IEnumerable<ReplayBatch> Select(LogSegment segment, ShardKey shard, LogRange range, ulong fromSequence)
    {
        var frames = new List<int>();
        int bytes = 0;
        foreach (int frame in segment.RecordsOf(shard))
        {
            var position = new LogPosition(segment.Number, frame);
            ReplayRecord record = LogFormat.ReadRecord(segment.Bytes, frame);
            if (position < range.From || position >= range.To || record.Epoch != range.Epoch || record.Sequence < fromSequence)
            {
                continue;
            }

            fromSequence = record.Sequence + 1;
            frames.Add(frame);
            bytes += record.Payload.Length;
            if (bytes >= BatchBytes)
            {
                yield return new ReplayBatch(segment.Bytes, frames);
                (frames, bytes) = ([], 0);
            }
        }

        if (frames.Count > 0)
        {
            yield return new ReplayBatch(segment.Bytes, frames);
        }
    }

    /// <summary>An append may be torn only as the very last thing that its owner did: behind it comes the tombstone, or what the range does not reach.</summary>
    private async ValueTask RefuseTornAsync(LogSegment segment, LogRange range, CancellationToken cancellationToken)
    {
        if (segment.TornAt is not { } torn || range.To <= new LogPosition(segment.Number, torn)
            || (range.To is null && await LogTombstone.ExistsAsync(_store, segment.LogId, segment.Number + 1, cancellationToken).ConfigureAwait(false)))
        {
            return;
        }

        throw new CorruptBlockException(LogFormat.NameOf(segment.LogId, segment.Number), torn, "a batch does not match its checksum");
    }

    private async ValueTask<int?> NextSegmentAsync(string logId, int after, CancellationToken cancellationToken)
    {
        string folder = LogFormat.FolderOf(logId);
        await foreach (BlobProperties blob in _store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (int.TryParse(blob.Name.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > after)
            {
                return number;
            }
        }

        return null;
    }
}
