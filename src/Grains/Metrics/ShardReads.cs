using System.Buffers;
using System.Collections.Immutable;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Cardinality;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation;
using EngineExemplars = Orleans.Obs.Engine.Metrics.Exemplars.ExemplarSeries;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>Asks a shard, on whatever thread, and makes replies of its answers. Selectors are asked one by one; the union counts.</summary>
internal static class ShardReads
{
    public static async ValueTask<PlanReply> ExecuteAsync(MetricsShard shard, PlanRequest plan, QueryTurns turns, CancellationToken cancellationToken) =>
        new(ReplyStatus.Ok, await ShardPlanExecutor.ExecuteAsync(shard, plan.Plan, turns, cancellationToken).ConfigureAwait(false));

    public static ValueTask<StringsReply> LabelNamesAsync(MetricsShard shard, SeriesRequest request, CancellationToken cancellationToken) =>
        UnionAsync(request, matchers => shard.LabelNamesAsync(matchers, request.MinTime, request.MaxTime, request.Limit, cancellationToken));

    public static ValueTask<StringsReply> LabelValuesAsync(MetricsShard shard, string name, SeriesRequest request, CancellationToken cancellationToken) =>
        UnionAsync(request, matchers => shard.LabelValuesAsync(name, matchers, request.MinTime, request.MaxTime, request.Limit, cancellationToken));

    public static async ValueTask<SeriesReply> SeriesAsync(MetricsShard shard, SeriesRequest request, CancellationToken cancellationToken)
    {
        var seen = new HashSet<LabelSet>();
        var packed = new ArrayBufferWriter<byte>();
        foreach (IReadOnlyList<SeriesMatcher> matchers in Selectors.Compile(request))
        {
            foreach (LabelSet labels in await shard.SeriesAsync(matchers, request.MinTime, request.MaxTime, request.Limit, cancellationToken).ConfigureAwait(false))
            {
                if ((request.Limit == 0 || seen.Count < request.Limit) && seen.Add(labels))
                {
                    PackedLabelSets.Write(packed, labels.Bytes);
                }
            }
        }

        return new SeriesReply(ReplyStatus.Ok, packed.WrittenMemory);
    }

    public static async ValueTask<MetadataReply> MetadataAsync(MetricsShard shard, string? family, CancellationToken cancellationToken)
    {
        IReadOnlyList<Engine.Metrics.Metadata.FamilyMetadata> found = await shard.MetadataAsync(family, cancellationToken).ConfigureAwait(false);
        return new MetadataReply(ReplyStatus.Ok, [.. found.Select(static known => new FamilyMetadata(known.Family, (byte)known.Type, known.Help, known.Unit))]);
    }

    public static async ValueTask<ExemplarsReply> ExemplarsAsync(MetricsShard shard, SeriesRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<EngineExemplars> found =
            await shard.ExemplarsAsync(Selectors.Compile(request), request.MinTime, request.MaxTime, cancellationToken).ConfigureAwait(false);
        return new ExemplarsReply(
            ReplyStatus.Ok,
            [
                .. found.Select(static series => new ExemplarSeries(
                    series.Labels.Bytes.ToArray(),
                    [.. series.Exemplars.Select(static exemplar => new Exemplar(exemplar.Timestamp, exemplar.Value, exemplar.Labels.Bytes.ToArray()))])),
            ]);
    }

    public static async ValueTask<CardinalityReply> CardinalityAsync(MetricsShard shard, CardinalityRequest request, CancellationToken cancellationToken)
    {
        var seen = new HashSet<LabelSet>();
        var count = new CardinalityCount(request.FocusLabel);
        foreach (IReadOnlyList<SeriesMatcher> matchers in Selectors.Compile(request.Series))
        {
            foreach (LabelSet labels in await shard.SeriesAsync(matchers, request.Series.MinTime, request.Series.MaxTime, 0, cancellationToken).ConfigureAwait(false))
            {
                if (seen.Add(labels))
                {
                    count.Add(labels);
                }
            }
        }

        return ShardNumbers.Of(count, request.Top);
    }

    private static async ValueTask<StringsReply> UnionAsync(SeriesRequest request, Func<IReadOnlyList<SeriesMatcher>, ValueTask<IReadOnlyList<string>>> ask)
    {
        List<IReadOnlyList<string>> answers = [];
        foreach (IReadOnlyList<SeriesMatcher> matchers in Selectors.Compile(request))
        {
            answers.Add(await ask(matchers).ConfigureAwait(false));
        }

        ImmutableArray<string> union = answers.Count == 1 ? [.. answers[0]] : [.. SortedTexts.Union(answers, request.Limit)];
        return new StringsReply(ReplyStatus.Ok, union);
    }
}
