using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// Deltas of series whose totals are not in memory. The totals need no state of their own: they are the series' samples. What the deltas build on is read from the blocks and taken back into
/// the head before the batch is applied, and stands in the log before the batch's own entries, so a replay finds it there.
/// </summary>
public sealed partial class MetricsShard
{
    private static readonly TimeSpan s_recallWithin = TimeSpan.FromSeconds(30);

    // One batch after the other, so that those of one sender keep their order and series are read once.
    private async ValueTask<AppendResult> AppendAfterRecallAsync(ReadOnlyMemory<byte> batch)
    {
        using var deadline = new CancellationTokenSource(s_recallWithin, _time);
        try
        {
            await _recalls.WaitAsync(deadline.Token).ConfigureAwait(false);
            try
            {
                return await RecallAsync(batch, deadline.Token).ConfigureAwait(false);
            }
            finally
            {
                _recalls.Release();
            }
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested)
        {
            throw new BlobUnavailableException("read totals of", Key.ToString(), late);
        }
    }

    private async ValueTask<AppendResult> RecallAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        DeltaHistory? recalled = null;
        while (true)
        {
            DeltaGaps gaps;
            ValueTask<AppendResult> stored = default;
            lock (_gate)
            {
                ThrowIfNotWritable();
                gaps = DeltaGaps.Find(batch.Span, _content.Head, _options, Now(), recalled);

                // While the store was read a cut may have let go of a series that had its total in memory.
                if (gaps.Count == 0)
                {
                    stored = Apply(batch.Span, recalled);
                }
            }

            if (gaps.Count == 0)
            {
                return await stored.ConfigureAwait(false);
            }

            recalled ??= new DeltaHistory();
            await recalled.ReadAsync(gaps, Options.DeltaMemory, (matcher, from, to) => SelectStoredAsync(matcher, from, to, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Series as the blocks have them, and the head that is being cut into one.</summary>
    private async ValueTask<SeriesMerge> SelectStoredAsync(SeriesMatcher matcher, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        BlockSet blocks;
        HeadLayer? cutting;
        IReadOnlyList<SeriesDeletion> deletions;
        lock (_gate)
        {
            ThrowIfBroken();
            (blocks, deletions) = (_blocks, _deletions);
            cutting = _cut is { } cut ? cut.Head.Select([matcher], minTime, maxTime, cut.Sequence) : null;
        }

        var layers = new List<ISeriesLayer>(await blocks.SelectAsync([matcher], minTime, maxTime, cancellationToken).ConfigureAwait(false));
        if (cutting is { Count: > 0 })
        {
            layers.Add(cutting);
        }

        return new SeriesMerge(layers, deletions, minTime, maxTime);
    }
}
