using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// The blocks of one shard at one moment, ready to be read; immutable, so a selection begun before a swap of the manifest ends on the blocks it began with.
/// Nothing is opened
/// before it is needed, and what cannot be read is an exception, never a smaller answer.
/// </summary>
public sealed class BlockSet
{
    private readonly IBlobStore _store;
    private readonly PageCache _cache;
    private readonly TimeProvider _time;
    private readonly BlockReader[] _readers;

    /// <summary>The blocks that a manifest names.</summary>
    public BlockSet(IBlobStore store, PageCache cache, TimeProvider time, IEnumerable<BlockRef> blocks)
        : this(store, cache, time, [.. blocks.Select(block => new BlockReader(store, cache, time, block))])
    {
    }

    private BlockSet(IBlobStore store, PageCache cache, TimeProvider time, BlockReader[] readers)
    {
        (_store, _cache, _time, _readers) = (store, cache, time, readers);
        Array.Sort(_readers, static (left, right) => left.Block.Sequence.CompareTo(right.Block.Sequence) is var order and not 0 ? order
            : left.Block.MinTime.CompareTo(right.Block.MinTime));
        Blocks = Array.ConvertAll(_readers, static reader => reader.Block);
    }

    /// <summary>The blocks, oldest sequence first.</summary>
    public IReadOnlyList<BlockRef> Blocks { get; }

    /// <summary>
    /// The set after blocks were added and removed (by name); readers of blocks that stay are kept. An added block replaces one of the same name, which has the same content.
    /// </summary>
    public BlockSet With(IReadOnlyCollection<BlockRef> added, IEnumerable<BlockRef> removed)
    {
        HashSet<string> gone = [.. removed.Concat(added).Select(static block => block.Name)];
        return new BlockSet(_store, _cache, _time,
            [.. _readers.Where(reader => !gone.Contains(reader.Block.Name)), .. added.Select(block => new BlockReader(_store, _cache, _time, block))]);
    }

    /// <summary>Is there a block that may have samples in the range (both ends inclusive)?</summary>
    public bool Overlaps(long minTime, long maxTime)
    {
        foreach (BlockReader reader in _readers)
        {
            if (reader.Block.Overlaps(minTime, maxTime))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One layer for each block that has matching series with chunks in the range (both ends inclusive). The caller disposes them.</summary>
    /// <exception cref="BlobUnavailableException">A block could not be read after retries.</exception>
    /// <exception cref="CorruptBlockException">A block is damaged or absent.</exception>
    public async ValueTask<IReadOnlyList<ISeriesLayer>> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime,
        CancellationToken cancellationToken)
    {
        BlockLayer?[] layers = await OfEachAsync(minTime, maxTime, reader =>
            reader.SelectAsync(matchers, minTime, maxTime, cancellationToken)).ConfigureAwait(false);
        return [.. layers.OfType<ISeriesLayer>()];
    }

    /// <summary>As <see cref="IMetricsReader.LabelNamesAsync"/>, over the blocks that overlap the range.</summary>
    public async ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit,
        CancellationToken cancellationToken) =>
        SortedTexts.Union(await OfEachAsync(minTime, maxTime, reader => reader.LabelNamesAsync(matchers, cancellationToken)).ConfigureAwait(false), limit);

    /// <summary>As <see cref="IMetricsReader.LabelValuesAsync"/>, over the blocks that overlap the range.</summary>
    public async ValueTask<IReadOnlyList<string>> LabelValuesAsync(
        string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        SortedTexts.Union(await OfEachAsync(minTime, maxTime, reader =>
            reader.LabelValuesAsync(name, matchers, limit, cancellationToken)).ConfigureAwait(false), limit);

    /// <summary>As <see cref="IMetricsReader.SeriesAsync"/>, over the blocks; each label set once.</summary>
    public async ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit,
        CancellationToken cancellationToken)
    {
        var seen = new HashSet<UInt128>();
        var series = new List<LabelSet>();
        foreach (ISeriesLayer layer in await SelectAsync(matchers, minTime, maxTime, cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < layer.Count && (limit <= 0 || series.Count < limit); i++)
            {
                if (seen.Add(layer.HashOf(i)))
                {
                    series.Add(layer.LabelsOf(i));
                }
            }
        }

        return series;
    }

    /// <summary>The metadata sections of all blocks, oldest sequence first, empty ones left out.</summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] sections = await OfEachAsync(long.MinValue, long.MaxValue, reader =>
            reader.ReadMetadataAsync(cancellationToken)).ConfigureAwait(false);
        return [.. sections.Where(static section => !section.IsEmpty)];
    }

    /// <summary>The exemplar sections of the blocks that overlap the range, oldest sequence first, empty ones left out.</summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadExemplarsAsync(long minTime, long maxTime, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>[] sections = await OfEachAsync(minTime, maxTime, reader => reader.ReadExemplarsAsync(cancellationToken)).ConfigureAwait(false);
        return [.. sections.Where(static section => !section.IsEmpty)];
    }

    /// <summary>Asks the blocks that overlap the range, all at once where they wait for the store.</summary>
    private async ValueTask<T[]> OfEachAsync<T>(long minTime, long maxTime, Func<BlockReader, ValueTask<T>> ask)
    {
        var answers = new List<Task<T>>();
        foreach (BlockReader reader in _readers)
        {
            if (reader.Block.Overlaps(minTime, maxTime))
            {
                answers.Add(ask(reader).AsTask());
            }
        }

        return await Task.WhenAll(answers).ConfigureAwait(false);
    }
}
