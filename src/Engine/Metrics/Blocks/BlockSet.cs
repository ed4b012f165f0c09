using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// The blocks of one shard at one moment, ready to be read; immutable, so a selection begun before a swap of the manifest ends on the blocks it began with. Nothing is opened
/// before it is needed.
/// </summary>
public sealed class BlockSet
{
    /// <summary>The blocks that a manifest names.</summary>
    public BlockSet(IBlobStore store, PageCache cache, TimeProvider time, IEnumerable<BlockRef> blocks) => throw new NotImplementedException();

    /// <summary>The blocks, oldest sequence first.</summary>
    public IReadOnlyList<BlockRef> Blocks => throw new NotImplementedException();

    /// <summary>The set after blocks were added and removed; readers of blocks that stay are kept.</summary>
    public BlockSet With(IEnumerable<BlockRef> added, IEnumerable<BlockRef> removed) => throw new NotImplementedException();

    /// <summary>One layer for each block that has matching series with chunks in the range (both ends inclusive). The caller disposes them.</summary>
    /// <exception cref="BlobUnavailableException">A block could not be read after retries.</exception>
    /// <exception cref="CorruptBlockException">A block is damaged or absent.</exception>
    public ValueTask<IReadOnlyList<ISeriesLayer>> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>As <see cref="IMetricsReader.LabelNamesAsync"/>, over the blocks that overlap the range.</summary>
    public ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>As <see cref="IMetricsReader.LabelValuesAsync"/>, over the blocks that overlap the range.</summary>
    public ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>As <see cref="IMetricsReader.SeriesAsync"/>, over the blocks; label sets are unique and own their bytes.</summary>
    public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The metadata sections of all blocks, oldest sequence first, empty ones left out.</summary>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadMetadataAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The exemplar sections of the blocks that overlap the range, oldest sequence first, empty ones left out.</summary>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadExemplarsAsync(long minTime, long maxTime, CancellationToken cancellationToken) => throw new NotImplementedException();
}
