using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Exemplars;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Metadata;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Reading: the head, the head that is being cut, and the blocks are captured in one moment and laid over each other, so no sample is missed or seen twice while one becomes the other.</summary>
public sealed partial class MetricsShard : IMetricsReader
{
    /// <inheritdoc/>
    public ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        Capture capture = CaptureNow(matchers, minTime, maxTime, withSamples: true);
        return capture.Blocks.Overlaps(minTime, maxTime)
            ? WithBlocksAsync(capture, matchers, minTime, maxTime, cancellationToken)
            : new(SelectionOf([], capture, minTime, maxTime));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        Capture capture = CaptureNow(matchers, minTime, maxTime, withSamples: false);
        IReadOnlyList<string> stored = await capture.Blocks.LabelNamesAsync(matchers, minTime, maxTime, limit, cancellationToken).ConfigureAwait(false);
        return SortedTexts.Union([stored, .. capture.Heads.Select(static head => head.LabelNames())], limit);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> LabelValuesAsync(
        string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        Capture capture = CaptureNow(matchers, minTime, maxTime, withSamples: false);
        IReadOnlyList<string> stored = await capture.Blocks.LabelValuesAsync(name, matchers, minTime, maxTime, limit, cancellationToken).ConfigureAwait(false);
        return SortedTexts.Union([stored, .. capture.Heads.Select(head => head.LabelValues(name))], limit);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        Capture capture = CaptureNow(matchers, minTime, maxTime, withSamples: false);
        var seen = new HashSet<UInt128>();
        var series = new List<LabelSet>();
        foreach (HeadLayer head in capture.Heads)
        {
            for (int i = 0; i < head.Count && (limit <= 0 || series.Count < limit); i++)
            {
                if (seen.Add(head.HashOf(i)))
                {
                    series.Add(head.LabelsOf(i));
                }
            }
        }

        if (limit <= 0 || series.Count < limit)
        {
            foreach (LabelSet stored in await capture.Blocks.SeriesAsync(matchers, minTime, maxTime, limit, cancellationToken).ConfigureAwait(false))
            {
                if ((limit <= 0 || series.Count < limit) && seen.Add(stored.Hash))
                {
                    series.Add(stored);
                }
            }
        }

        return series;
    }

    /// <summary>The newest metadata of each metric family, sorted by family; of one family when <paramref name="family"/> is not null.</summary>
    public async ValueTask<IReadOnlyList<FamilyMetadata>> MetadataAsync(string? family, CancellationToken cancellationToken)
    {
        BlockSet blocks;
        List<BlockRecord> records;
        lock (_gate)
        {
            ThrowIfBroken();
            blocks = _blocks;
            records = MetadataRecords(long.MaxValue);
        }

        foreach (ReadOnlyMemory<byte> section in await blocks.ReadMetadataAsync(cancellationToken).ConfigureAwait(false))
        {
            records.AddRange(BlockRecords.Decode(section));
        }

        return [.. BlockRecords.NewestByKey(records).Where(static record => MetadataTable.IsValid(record.Body.Span))
            .Select(static record => MetadataTable.Read(record.Key.Span, record.Body.Span)).Where(known => family is null || known.Family == family)];
    }

    /// <summary>The exemplars in the range (both ends inclusive) of series that satisfy all matchers of at least one selector, in order of time within a series.</summary>
    public async ValueTask<IReadOnlyList<ExemplarSeries>> ExemplarsAsync(
        IReadOnlyList<IReadOnlyList<SeriesMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        BlockSet blocks;
        List<ExemplarSeries> found;
        lock (_gate)
        {
            ThrowIfBroken();
            blocks = _blocks;
            found = _content.Exemplars.Select(IsWanted, minTime, maxTime);
        }

        var records = new List<BlockRecord>(found.SelectMany(ExemplarRecords.Of));
        foreach (ReadOnlyMemory<byte> section in await blocks.ReadExemplarsAsync(minTime, maxTime, cancellationToken).ConfigureAwait(false))
        {
            records.AddRange(BlockRecords.Decode(section).Where(record => IsWanted(ExemplarRecords.LabelsOf(record))));
        }

        return ExemplarRecords.Group(BlockRecords.Between(records, minTime, maxTime));

        bool IsWanted(LabelSet labels) => selectors.Any(matchers => matchers.All(matcher => matcher.Matches(labels.ValueOf(matcher.Name.Span))));
    }

    private static async ValueTask<ISeriesSelection> WithBlocksAsync(
        Capture capture, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
        SelectionOf(await capture.Blocks.SelectAsync(matchers, minTime, maxTime, cancellationToken).ConfigureAwait(false), capture, minTime, maxTime);

    private static ISeriesSelection SelectionOf(IReadOnlyList<ISeriesLayer> blocks, in Capture capture, long minTime, long maxTime)
    {
        var layers = new List<ISeriesLayer>(blocks.Count + capture.Heads.Count);
        layers.AddRange(blocks);
        foreach (HeadLayer head in capture.Heads)
        {
            if (head.Count > 0)
            {
                layers.Add(head);
            }
        }

        return layers.Count == 0 ? NoSeries.Instance : new SeriesMerge(layers, capture.Deletions, minTime, maxTime);
    }

    private Capture CaptureNow(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, bool withSamples)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            HeadLayer live = _content.Head.Select(matchers, minTime, maxTime, long.MaxValue, withSamples);
            HeadLayer[] heads = _cut is { } cut ? [live, cut.Head.Select(matchers, minTime, maxTime, cut.Sequence)] : [live];
            return new Capture(heads, _blocks, _deletions);
        }
    }

    private List<BlockRecord> MetadataRecords(long time) =>
        [.. _content.Metadata.Bodies.Select(known => new BlockRecord(known.Key, time, known.Value))];

    private readonly record struct Capture(IReadOnlyList<HeadLayer> Heads, BlockSet Blocks, IReadOnlyList<SeriesDeletion> Deletions);
}
