using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Cardinality;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Api.Tests.Fakes;

/// <summary>A shard without durability: it applies batches, judges labels and repeated timestamps as a real one does, and answers from lists.</summary>
internal sealed class InMemoryShardGrain : IMetricsShardGrain
{
    private readonly InMemoryShard _shard = new();
    private readonly List<LabelSet> _known = [];
    private readonly List<(LabelSet Series, Exemplar Exemplar)> _exemplars = [];
    private readonly List<FamilyMetadata> _metadata = [];
    private readonly Lock _lock = new();

    /// <summary>What appends do instead of storing, when a test sets it.</summary>
    public Func<MetricsAppend, Task<MetricsAppendReply>>? Append { get; set; }

    /// <summary>What plans do instead of running, when a test sets it.</summary>
    public Func<CancellationToken, Task<PlanReply>>? Execute { get; set; }

    public int Deletions { get; private set; }

    public Task<MetricsAppendReply> AppendAsync(MetricsAppend batch, CancellationToken cancellationToken = default)
    {
        if (Append is not null)
        {
            return Append(batch);
        }

        lock (_lock)
        {
            return Task.FromResult(Apply(batch.Batch.ToArray()));
        }
    }

    public async Task<PlanReply> ExecuteAsync(PlanRequest plan, CancellationToken cancellationToken = default)
    {
        if (Execute is not null)
        {
            return await Execute(cancellationToken);
        }

        try
        {
            return new PlanReply(ReplyStatus.Ok, await ShardPlanExecutor.ExecuteAsync(_shard, plan.Plan, cancellationToken));
        }
        catch (QueryException exception)
        {
            return PlanReply.Not(ReplyStatus.Failed, exception.Message, (int)exception.Kind);
        }
    }

    public async Task<StringsReply> LabelNamesAsync(SeriesRequest request, CancellationToken cancellationToken = default)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (IReadOnlyList<SeriesMatcher> selector in Selectors(request))
        {
            names.UnionWith(await _shard.LabelNamesAsync(selector, request.MinTime, request.MaxTime, request.Limit, cancellationToken));
        }

        return new StringsReply(ReplyStatus.Ok, [.. request.Limit > 0 ? names.Take(request.Limit) : names]);
    }

    public async Task<StringsReply> LabelValuesAsync(string name, SeriesRequest request, CancellationToken cancellationToken = default)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (IReadOnlyList<SeriesMatcher> selector in Selectors(request))
        {
            values.UnionWith(await _shard.LabelValuesAsync(name, selector, request.MinTime, request.MaxTime, request.Limit, cancellationToken));
        }

        return new StringsReply(ReplyStatus.Ok, [.. request.Limit > 0 ? values.Take(request.Limit) : values]);
    }

    public async Task<SeriesReply> SeriesAsync(SeriesRequest request, CancellationToken cancellationToken = default)
    {
        var found = new HashSet<LabelSet>();
        foreach (IReadOnlyList<SeriesMatcher> selector in Selectors(request))
        {
            found.UnionWith(await _shard.SeriesAsync(selector, request.MinTime, request.MaxTime, request.Limit, cancellationToken));
        }

        var packed = new ArrayBufferWriter<byte>();
        foreach (LabelSet series in found)
        {
            PackedLabelSets.Write(packed, series.Bytes);
        }

        return new SeriesReply(ReplyStatus.Ok, packed.WrittenMemory);
    }

    public Task<MetadataReply> MetadataAsync(string? family, CancellationToken cancellationToken = default) =>
        Task.FromResult(new MetadataReply(ReplyStatus.Ok, [.. _metadata.Where(metadata => family is null || metadata.Family == family)]));

    public Task<ExemplarsReply> ExemplarsAsync(SeriesRequest request, CancellationToken cancellationToken = default)
    {
        List<IReadOnlyList<SeriesMatcher>> selectors = Selectors(request);
        ImmutableArray<ExemplarSeries> series = [.. _exemplars
            .Where(one => selectors.Exists(selector => selector.All(matcher => matcher.Matches(one.Series.ValueOf(matcher.Name.Span)))))
            .Where(one => one.Exemplar.Timestamp >= request.MinTime && one.Exemplar.Timestamp <= request.MaxTime)
            .GroupBy(one => one.Series)
            .Select(group => new ExemplarSeries(group.Key.Bytes.ToArray(), [.. group.Select(one => one.Exemplar)]))];
        return Task.FromResult(new ExemplarsReply(ReplyStatus.Ok, series));
    }

    public Task<Acknowledgement> DeleteSeriesAsync(SeriesRequest request, CancellationToken cancellationToken = default)
    {
        Deletions++;
        return Task.FromResult(Acknowledgement.Done);
    }

    public Task<Acknowledgement> FlushAsync(CancellationToken cancellationToken = default) => Task.FromResult(Acknowledgement.Done);

    public Task<Acknowledgement> CleanTombstonesAsync(CancellationToken cancellationToken = default) => Task.FromResult(Acknowledgement.Done);

    public Task<MetricsShardStatistics> StatisticsAsync(int top, CancellationToken cancellationToken = default) => Task.FromResult(new MetricsShardStatistics
    {
        HeadSeries = _known.Count,
        HeadMinTime = _known.Count > 0 ? 1000 : long.MaxValue,
        HeadMaxTime = _known.Count > 0 ? 2000 : long.MinValue,
        SeriesByMetric = [.. _known.GroupBy(labels => labels.ValueOf("__name__")).Select(group => new NameCount(group.Key, group.Count())).OrderByDescending(count => count.Count).Take(top)],
    });

    public async Task<CardinalityReply> CardinalityAsync(CardinalityRequest request, CancellationToken cancellationToken = default)
    {
        var count = new CardinalityCount(request.FocusLabel);
        foreach (byte[] labels in PackedLabelSets.Read((await SeriesAsync(request.Series, cancellationToken)).LabelSets).Select(labels => labels.ToArray()))
        {
            count.Add(new LabelSet(labels, 0, labels.Length));
        }

        return new CardinalityReply(ReplyStatus.Ok)
        {
            Series = count.Series,
            PairsOfSeries = count.PairsOfSeries,
            ByMetric = Of(count.ByMetric(request.Top)),
            ByLabel = Of(count.ByLabel(request.Top)),
            ByFocusValue = Of(count.ByFocusValue(request.Top)),
            ByPair = Of(count.ByPair(request.Top)),
            ValuesByLabel = Of(count.ValuesByLabel(request.Top)),
        };

        static ImmutableArray<NameCount> Of(IReadOnlyList<Engine.Metrics.Shard.NameCount> counts) => [.. counts.Select(one => new NameCount(one.Name, one.Count))];
    }

    public Task<BlocksReply> BlocksAsync(CancellationToken cancellationToken = default) => Task.FromResult(new BlocksReply(ReplyStatus.Ok, []));

    private static List<IReadOnlyList<SeriesMatcher>> Selectors(SeriesRequest request) => request.Selectors.IsEmpty
        ? [[]]
        : [.. request.Selectors.Select(selector => MatcherCompiler.Compile([.. selector.Select(m => new LabelMatcher((MatchOperator)m.Operator, m.Name, m.Value))]))];

    private MetricsAppendReply Apply(byte[] bytes)
    {
        int samples = 0, histograms = 0, exemplars = 0;
        var rejections = ImmutableArray.CreateBuilder<MetricsRejection>();
        for (int at = 0; at < bytes.Length;)
        {
            int labelsLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 16)), extras = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 24));
            uint counts = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 20));
            var labels = new LabelSet(bytes, at + MetricsBatchWriter.EntryHeaderSize, labelsLength);
            bool starts = (counts & MetricsBatchWriter.StartTimestampsFlag) != 0;
            int count = (int)(counts & ~MetricsBatchWriter.StartTimestampsFlag);
            at += MetricsBatchWriter.EntryHeaderSize + labelsLength;
            int samplesEnd = at + count * (starts ? 24 : 16), end = samplesEnd + extras;
            if (labels.ValueOf("__name__"u8).IsEmpty || !System.Text.Unicode.Utf8.IsValid(labels.Bytes))
            {
                rejections.Add(new MetricsRejection(MetricsRejectReason.InvalidLabels, count, $"invalid metric name or labels, got {labels}"));
                at = end;
                continue;
            }

            for (; at < samplesEnd; at += starts ? 24 : 16)
            {
                long time = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
                if (SeriesOf(labels).Append(new InMemorySample(time, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at + 8)), null, 0)))
                {
                    samples++;
                }
                else
                {
                    rejections.Add(new MetricsRejection(MetricsRejectReason.DuplicateTimestamp, 1, $"duplicate sample for timestamp {time} in {labels}"));
                }
            }

            while (at < end)
            {
                byte kind = bytes[at];
                int body = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 1));
                Span<byte> content = bytes.AsSpan(at += MetricsExtras.HeaderSize, body);
                at += body;
                if (kind == MetricsExtras.HistogramKind)
                {
                    histograms++;
                    SeriesOf(labels).Append(new InMemorySample(BinaryPrimitives.ReadInt64LittleEndian(content), double.NaN, NativeHistogram.Read(content[16..]), 0));
                }
                else if (kind == MetricsExtras.ExemplarKind)
                {
                    exemplars++;
                    _exemplars.Add((labels, new Exemplar(BinaryPrimitives.ReadInt64LittleEndian(content), BinaryPrimitives.ReadDoubleLittleEndian(content[8..]), content[16..].ToArray())));
                }
                else
                {
                    int help = BinaryPrimitives.ReadInt32LittleEndian(content[1..]);
                    _metadata.Add(new FamilyMetadata(labels.ValueOf("__name__"), content[0], Encoding.UTF8.GetString(content.Slice(5, help)), Encoding.UTF8.GetString(content[(5 + help)..])));
                }
            }
        }

        return new MetricsAppendReply(ReplyStatus.Ok, samples, histograms, exemplars, rejections.ToImmutable());
    }

    private InMemorySeries SeriesOf(LabelSet labels)
    {
        InMemorySeries series = _shard.SeriesOf(labels);
        if (series.Samples.Count == 0 && !_known.Contains(labels))
        {
            _known.Add(labels);
        }

        return series;
    }
}
