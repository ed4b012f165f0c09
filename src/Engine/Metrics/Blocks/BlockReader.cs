using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Reads one block. It owns nothing: footer, index pages and chunk pages live in the cache and are fetched when they are missing, so an unused block costs
/// nothing. Thread-safe.
/// </summary>
/// <remarks>Every method throws <see cref="BlobUnavailableException"/> when the store fails several times, and <see cref="CorruptBlockException"/> when the
/// block is damaged.</remarks>
internal sealed partial class BlockReader
{
    private readonly BlockFile _file;

    public BlockReader(IBlobStore store, PageCache cache, TimeProvider time, BlockRef block) => _file = new BlockFile(store, cache, time, BlockFormat.Signature, block);

    public BlockRef Block => _file.Block;

    /// <summary>The matching series that have chunks in the range, as a layer; null when there are none.</summary>
    public async ValueTask<BlockLayer?> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        if (footer.MinTime > maxTime || footer.MaxTime < minTime
            || await MatchAsync(footer, matchers, cancellationToken).ConfigureAwait(false) is not { } matching)
        {
            return null;
        }

        SeriesPage[] pages = await SeriesPagesAsync(footer, PagesOf(footer, matching), cancellationToken).ConfigureAwait(false);
        var places = new List<SeriesPlace>();
        foreach (SeriesPage page in pages)
        {
            int end = page.FirstSeries + page.Count;
            for (int series = matching.NextFrom(page.FirstSeries); series < end; series = matching.NextFrom(series + 1))
            {
                if (page.Overlaps(series - page.FirstSeries, minTime, maxTime))
                {
                    places.Add(new SeriesPlace(page, series - page.FirstSeries));
                }
            }
        }

        return places.Count == 0 ? null : new BlockLayer(this, footer, [.. places]);
    }

    /// <summary>How many runs of series <see cref="ReadRunAsync"/> can read one after the other.</summary>
    public async ValueTask<int> CountRunsAsync(CancellationToken cancellationToken) =>
        (await FooterAsync(cancellationToken).ConfigureAwait(false)).SeriesPageCount;

    /// <summary>One run of neighbouring series as a layer, for reading a whole block in label order.</summary>
    public async ValueTask<BlockLayer> ReadRunAsync(int run, CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        SeriesPage page = (await SeriesPagesAsync(footer, [run], cancellationToken).ConfigureAwait(false))[0];
        var places = new SeriesPlace[page.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = new SeriesPlace(page, i);
        }

        return new BlockLayer(this, footer, places);
    }

    /// <summary>The metadata section; empty when there is none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        return footer.MetadataPage is { } page ? (await RawPagesAsync(footer, [page], cancellationToken).ConfigureAwait(false))[0].Bytes
            : default(ReadOnlyMemory<byte>);
    }

    /// <summary>The exemplars section; empty when there is none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadExemplarsAsync(CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        return footer.ExemplarsPage is { } page ? (await RawPagesAsync(footer, [page], cancellationToken).ConfigureAwait(false))[0].Bytes
            : default(ReadOnlyMemory<byte>);
    }

    /// <summary>Decompressed pages, by ascending page numbers.</summary>
    public ValueTask<RawPage[]> RawPagesAsync(BlockFooter footer, int[] pages, CancellationToken cancellationToken) =>
        _file.RawPagesAsync(footer.Pages, pages, cancellationToken);

    /// <summary>Decoded label pages, by ascending places among the label pages.</summary>
    public ValueTask<LabelPage[]> LabelPagesAsync(BlockFooter footer, int[] indexes, CancellationToken cancellationToken) =>
        _file.PagesAsync(footer.Pages, Array.ConvertAll(indexes, footer.LabelPage), (missing, raw, _) =>
        {
            var pages = new LabelPage[raw.Length];
            for (int i = 0; i < pages.Length; i++)
            {
                int index = missing[i] - footer.LabelPage(0);
                pages[i] = new LabelPage(raw[i], index == 0 ? 0 : footer.PairEnds[index - 1], footer.PairEnds[index], footer.SeriesCount, Block.Name,
                    footer.Pages[missing[i]].Offset);
            }

            return ValueTask.FromResult(pages);
        }, cancellationToken);

    private ValueTask<SeriesPage[]> SeriesPagesAsync(BlockFooter footer, int[] indexes, CancellationToken cancellationToken) =>
        _file.PagesAsync(footer.Pages, Array.ConvertAll(indexes, footer.SeriesPage), async (missing, raw, token) =>
        {
            var decoders = new SeriesPageDecoder[raw.Length];
            var needed = new SortedSet<int>();
            for (int i = 0; i < decoders.Length; i++)
            {
                decoders[i] = new SeriesPageDecoder(footer, missing[i] - footer.SeriesPage(0), raw[i], Block.Name);
                decoders[i].AddLabelPages(needed);
            }

            LabelPage[] labels = await LabelPagesAsync(footer, [.. needed], token).ConfigureAwait(false);
            Dictionary<int, LabelPage> byIndex = needed.Zip(labels).ToDictionary(static pair => pair.First, static pair => pair.Second);
            return Array.ConvertAll(decoders, decoder => decoder.Finish(byIndex));
        }, cancellationToken);

    private async ValueTask<SeriesBitmap?> MatchAsync(BlockFooter footer, IReadOnlyList<SeriesMatcher> matchers, CancellationToken cancellationToken)
    {
        var matching = BlockMatching.Plan(footer, matchers, _file.Found<MatchedSeries>);
        if (matching is null)
        {
            return null;
        }

        int[] pages = matching.LabelPages();
        LabelPage[] labels = pages.Length == 0 ? [] : await LabelPagesAsync(footer, pages, cancellationToken).ConfigureAwait(false);
        return matching.Evaluate(pages, labels, _file.Remember);
    }

    /// <summary>The series pages that hold the series of a set.</summary>
    private static int[] PagesOf(BlockFooter footer, SeriesBitmap matching)
    {
        var indexes = new List<int>();
        for (int series = matching.NextFrom(0); series < footer.SeriesCount; series = matching.NextFrom(footer.SeriesEnds[indexes[^1]]))
        {
            indexes.Add(footer.SeriesPageOf(series));
        }

        return [.. indexes];
    }

    private ValueTask<BlockFooter> FooterAsync(CancellationToken cancellationToken) =>
        _file.FooterAsync(static (ref bytes, footerOffset) => new BlockFooter(ref bytes, footerOffset), cancellationToken);
}
