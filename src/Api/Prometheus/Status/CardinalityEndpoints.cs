using System.Globalization;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>
/// <c>/status/tsdb</c>: which metrics, labels and values make how many series. Without parameters but <c>limit</c> it is Prometheus' page about recent data; with one of
/// <c>match[]</c>, <c>date</c>, <c>focusLabel</c> and <c>topN</c> it is VictoriaMetrics' cardinality explorer, about all series that match and had samples on that day. And
/// <c>/status/tsdb/blocks</c>.
/// </summary>
internal sealed class CardinalityEndpoints(MetricsCatalog catalog)
{
    private const int MaxLimit = 10_000;
    private const long DayMilliseconds = 86_400_000;

    /// <summary>A shard's lists are longer than asked for, so that what is common over all shards is not missed where it is rare in one.</summary>
    private static int InEachShard(int limit) => Math.Min(MaxLimit, limit * 10 + 100);

    public Task TsdbAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        Array.Exists(["match[]", "date", "focusLabel", "topN"], name => request.GetAll(name).Count > 0)
            ? ExploreAsync(request, cancellationToken)
            : HeadAsync(request, cancellationToken);

    public async Task BlocksAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<MetricsBlock> blocks = await catalog.BlocksAsync(request.Tenant, cancellationToken);
        await PrometheusPipeline.AnswerAsync(request.Context, new
        {
            blocks = blocks.OrderBy(block => block.MinTime).ThenBy(block => block.Name, StringComparer.Ordinal).Select(block => new
            {
                ulid = block.Name,
                minTime = block.MinTime,
                maxTime = block.MaxTime,
                stats = new { numSamples = block.Samples, numSeries = block.Series, numBytes = block.Bytes },
                compaction = new { level = block.Level + 1 },
                version = 1,
            }),
        });
    }

    private async Task HeadAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = LimitOf(request, "limit");
        MetricsShardStatistics[] shards = await catalog.StatisticsAsync(request.Tenant, InEachShard(limit), cancellationToken);
        List<NameCount> values = await CountValuesAsync(request.Tenant, limit, shards.SelectMany(shard => shard.ValuesByLabel), cancellationToken);
        await PrometheusPipeline.AnswerAsync(request.Context, new
        {
            headStats = new
            {
                numSeries = shards.Sum(shard => shard.HeadSeries),
                numLabelPairs = values.Sum(label => label.Count),
                chunkCount = shards.Sum(shard => shard.HeadChunks),
                minTime = shards.Min(shard => shard.HeadMinTime),
                maxTime = shards.Max(shard => shard.HeadMaxTime),
            },
            seriesCountByMetricName = NamedCount.Top(shards.SelectMany(shard => shard.SeriesByMetric), limit),
            labelValueCountByLabelName = NamedCount.Top(values, limit),
            memoryInBytesByLabelName = NamedCount.Top(shards.SelectMany(shard => shard.BytesByLabel), limit),
            seriesCountByLabelValuePair = NamedCount.Top(shards.SelectMany(shard => shard.SeriesByPair), limit),
        });
    }

    private async Task ExploreAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = LimitOf(request, request.Get("topN").Length > 0 ? "topN" : "limit");
        string focus = request.Get("focusLabel");
        (long start, long end) = DayOf(request.Get("date"));
        var query = new SeriesQuery(request.Tenant, request.Selectors("match[]"), start, end);
        CardinalityReply[] shards = await catalog.CardinalityAsync(query, focus, InEachShard(limit), cancellationToken);
        List<NameCount> values = await CountValuesAsync(request.Tenant, limit, shards.SelectMany(shard => shard.ValuesByLabel), cancellationToken, query);
        await PrometheusPipeline.AnswerAsync(request.Context, new
        {
            totalSeries = shards.Sum(shard => shard.Series),
            totalLabelValuePairs = shards.Sum(shard => shard.PairsOfSeries),
            seriesCountByMetricName = NamedCount.Top(shards.SelectMany(shard => shard.ByMetric), limit),
            seriesCountByLabelName = NamedCount.Top(shards.SelectMany(shard => shard.ByLabel), limit),
            seriesCountByFocusLabelValue = NamedCount.Top(shards.SelectMany(shard => shard.ByFocusValue), limit),
            seriesCountByLabelValuePair = NamedCount.Top(shards.SelectMany(shard => shard.ByPair), limit),
            labelValueCountByLabelName = NamedCount.Top(values, limit),
        });
    }

    /// <summary>A value may occur in several shards: where it can make a difference to the list, and is not too many, the values themselves are united.</summary>
    private async Task<List<NameCount>> CountValuesAsync(
        string tenant, int limit, IEnumerable<NameCount> perShard, CancellationToken cancellationToken, SeriesQuery? query = null)
    {
        const long affordable = 100_000;
        const int moreCandidates = 50;
        query ??= new SeriesQuery(tenant, [], ApiTime.MinTime, ApiTime.MaxTime);
        List<NameCount> counts = [.. NamedCount.Sum(perShard).OrderByDescending(label => label.Count)];
        for (int i = 0; i < Math.Min(limit + moreCandidates, counts.Count); i++)
        {
            if (counts[i].Count <= affordable)
            {
                counts[i] = counts[i] with { Count = (await catalog.LabelValuesAsync(counts[i].Name, query, cancellationToken)).Items.Count };
            }
        }

        return counts;
    }

    private static int LimitOf(PrometheusRequest request, string name)
    {
        int limit = request.Integer(name, 10, $"{name} must be a positive number");
        return limit < 1 ? throw PrometheusException.BadData($"{name} must be a positive number")
            : limit > MaxLimit ? throw PrometheusException.BadData($"{name} must not exceed {MaxLimit}")
            : limit;
    }

    /// <summary>A day of UTC in milliseconds; without a date all that is stored.</summary>
    private static (long Start, long End) DayOf(string date)
    {
        if (date.Length == 0)
        {
            return (ApiTime.MinTime, ApiTime.MaxTime);
        }

        if (!DateTimeOffset.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day))
        {
            throw PrometheusException.BadParameter("date", $"cannot parse {Query.Common.Text.GoLiteral.Quote(date)}: expected YYYY-MM-DD");
        }

        long start = day.ToUnixTimeMilliseconds();
        return (start, start + DayMilliseconds - 1);
    }
}
