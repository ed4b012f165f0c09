using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Streams blocks into their successors in label order: at any moment a few series of each input and the compressed output are in memory. Inputs are read
/// through a small cache of
/// their own, so that a merge does not push what queries need out of the shared one.
/// </summary>
internal sealed class BlockMerge(IBlobStore store, TimeProvider time, MetricsCompactionOptions options) : IBlockRewriter
{
    private const long InputCacheBytes = 32L << 20;

    /// <summary>Series after which the thread is given up for a moment.</summary>
    private const int SliceSeries = 64;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(CompactionWindow Window, FinishedBlock Block)>> RewriteAsync(
        IReadOnlyList<BlockRef> inputs, IReadOnlyList<ManifestTombstone> deletions, long minTime, long now, CancellationToken cancellationToken)
    {
        SeriesDeletion[] compiled = [.. deletions.Select(deletion => Tombstone.Of(deletion).Compile(options.Regex))];
        var cache = new PageCache(InputCacheBytes);
        BlockReader[] readers = [.. inputs.OrderBy(static block => block.Sequence).Select(block => new BlockReader(store, cache, time, block))];
        using var output = new CompactionOutput(options, now);
        await MergeSeriesAsync(readers, compiled, minTime, output, cancellationToken).ConfigureAwait(false);

        List<BlockRecord> metadata = await RecordsAsync(
            readers, static (reader, token) => reader.ReadMetadataAsync(token), cancellationToken).ConfigureAwait(false);
        List<BlockRecord> exemplars = await RecordsAsync(
            readers, static (reader, token) => reader.ReadExemplarsAsync(token), cancellationToken).ConfigureAwait(false);
        var blocks = new List<(CompactionWindow, FinishedBlock)>();
        foreach ((CompactionWindow window, BlockWriter writer) in output.Parts)
        {
            if (writer.Count > 0)
            {
                writer.Metadata = BlockRecords.Encode(BlockRecords.NewestByKey(metadata));
                writer.Exemplars = BlockRecords.Encode(BlockRecords.Between(exemplars, Math.Max(window.Start, minTime), window.End));
                blocks.Add((window, writer.Finish()));
            }
        }

        return blocks;
    }

    private static async ValueTask MergeSeriesAsync(
        BlockReader[] readers, IReadOnlyList<SeriesDeletion> deletions, long minTime, CompactionOutput output, CancellationToken cancellationToken)
    {
        var cursors = new List<CompactionCursor>();
        foreach (BlockReader reader in readers)
        {
            var cursor = new CompactionCursor(reader);
            if (await cursor.MoveNextAsync(cancellationToken).ConfigureAwait(false))
            {
                cursors.Add(cursor);
            }
        }

        var merge = new SampleMerge(deletions);
        var current = new List<CompactionCursor>();
        var parts = new List<LayerPart>();
        for (int merged = 1; cursors.Count > 0; merged++)
        {
            TakeSmallest(cursors, current);
            LabelSet labels = current[0].Labels;
            parts.Clear();
            foreach (CompactionCursor cursor in current)
            {
                parts.Add(new LayerPart(cursor.Layer, cursor.Series, 0));
            }

            MergeOne(labels, parts, deletions, merge, minTime, output);
            output.EndSeries(labels);
            foreach (CompactionCursor cursor in current)
            {
                if (!await cursor.MoveNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    cursors.Remove(cursor);
                }
            }

            if (merged % SliceSeries == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
    }

    private static void MergeOne(LabelSet labels, List<LayerPart> parts, IReadOnlyList<SeriesDeletion> deletions, SampleMerge merge, long minTime,
        CompactionOutput output)
    {
        ReadOnlySpan<LayerPart> span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts);
        bool whole = SampleMerge.AreInOrder(span) && parts[0].Layer.RangeOf(parts[0].Series).MinTime >= minTime
            && !deletions.Any(deletion => deletion.Covers(labels));
        if (!whole)
        {
            merge.Append(labels, span, minTime, long.MaxValue, output.Pending);
            return;
        }

        foreach (LayerPart part in span)
        {
            ((BlockLayer)part.Layer).PassTo(part.Series, output);
        }
    }

    /// <summary>Those cursors that stand on the smallest labels, oldest block first.</summary>
    private static void TakeSmallest(List<CompactionCursor> cursors, List<CompactionCursor> smallest)
    {
        smallest.Clear();
        foreach (CompactionCursor cursor in cursors)
        {
            int order = smallest.Count == 0 ? 0 : cursor.Labels.CompareTo(smallest[0].Labels);
            if (order < 0)
            {
                smallest.Clear();
            }

            if (order <= 0)
            {
                smallest.Add(cursor);
            }
        }
    }

    private static async ValueTask<List<BlockRecord>> RecordsAsync(
        BlockReader[] readers, Func<BlockReader, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> section, CancellationToken cancellationToken)
    {
        var records = new List<BlockRecord>();
        foreach (BlockReader reader in readers)
        {
            records.AddRange(BlockRecords.Decode(await section(reader, cancellationToken).ConfigureAwait(false)));
        }

        return records;
    }
}
