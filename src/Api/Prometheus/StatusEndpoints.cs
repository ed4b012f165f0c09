using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>
/// <c>/status/*</c>, <c>/features</c> and <c>/notifications</c>. Grafana tells from buildinfo what it may ask for: the version makes it send <c>match[]</c> to <c>/labels</c>, and the
/// absence of <c>features</c> that rules can't be edited here.
/// </summary>
internal sealed class StatusEndpoints(MetricsCatalog catalog, IMetricsCluster cluster, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>The version of the HTTP API that is spoken.</summary>
    private const string PrometheusVersion = "3.5.3";
    private const int MaxStatistics = 10_000;

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public static Task BuildInfoAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerAsync(request.Context, new
    {
        version = PrometheusVersion,
        revision = typeof(StatusEndpoints).Assembly.GetName().Version?.ToString() ?? "",
        branch = "Orleans.Obs",
        buildUser = "",
        buildDate = "",
        goVersion = $".NET {Environment.Version}",
    });

    public async Task RuntimeInfoAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(request.Tenant, cancellationToken);
        long retention = settings.Limits.MetricsRetentionMilliseconds;
        await PrometheusPipeline.AnswerAsync(request.Context, new
        {
            startTime = Rfc3339(_started),
            CWD = Environment.CurrentDirectory,
            hostname = Environment.MachineName,
            serverTime = Rfc3339(time.GetUtcNow()),
            reloadConfigSuccess = true,
            lastConfigTime = Rfc3339(_started),
            corruptionCount = 0,
            goroutineCount = ThreadPool.ThreadCount,
            GOMAXPROCS = Environment.ProcessorCount,
            GOMEMLIMIT = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            GOGC = "",
            GODEBUG = "",
            storageRetention = retention > 0 ? PrometheusDuration.Format(retention) : "",
        });
    }

    public static Task ConfigAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerAsync(request.Context, new { yaml = "" });

    public Task FlagsAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerAsync(request.Context, new Dictionary<string, string>
    {
        ["query.lookback-delta"] = PrometheusDuration.Format((long)options.Value.Lookback.TotalMilliseconds),
        ["query.max-concurrency"] = options.Value.QueryConcurrency.ToString(CultureInfo.InvariantCulture),
        ["query.timeout"] = PrometheusDuration.Format((long)options.Value.QueryTimeout.TotalMilliseconds),
        ["web.enable-admin-api"] = options.Value.EnableAdminApi ? "true" : "false",
        ["web.enable-otlp-receiver"] = "true",
        ["web.enable-remote-write-receiver"] = "true",
    });

    /// <summary>Shards replay their logs by themselves and answer when they are ready.</summary>
    public static Task WalReplayAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { min = 0, max = 0, current = 0 });

    public async Task TsdbAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        string text = request.Get("limit");
        int limit = 10;
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1))
        {
            throw PrometheusException.BadData("limit must be a positive number");
        }

        if (limit > MaxStatistics)
        {
            throw PrometheusException.BadData($"limit must not exceed {MaxStatistics}");
        }

        // More than asked for, so that what is common over all shards is not missed where it is rare in one.
        MetricsShardStatistics[] shards = await catalog.StatisticsAsync(request.Tenant, Math.Min(MaxStatistics, limit * 10 + 100), cancellationToken);
        long minTime = shards.Min(shard => shard.HeadMinTime), maxTime = shards.Max(shard => shard.HeadMaxTime);
        await PrometheusPipeline.AnswerAsync(request.Context, new
        {
            headStats = new
            {
                numSeries = shards.Sum(shard => shard.HeadSeries),
                numLabelPairs = shards.Sum(shard => shard.LabelPairs),
                chunkCount = shards.Sum(shard => shard.HeadChunks),
                minTime,
                maxTime,
            },
            seriesCountByMetricName = Top(shards.SelectMany(shard => shard.SeriesByMetric), limit),
            labelValueCountByLabelName = await ValuesByLabelAsync(request, shards, limit, cancellationToken),
            memoryInBytesByLabelName = Top(shards.SelectMany(shard => shard.BytesByLabel), limit),
            seriesCountByLabelValuePair = Top(shards.SelectMany(shard => shard.SeriesByPair), limit),
        });
    }

    public static Task BlocksAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { blocks = Array.Empty<object>() });

    public Task FeaturesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        PromQLFeatures on = options.Value.Features;
        return PrometheusPipeline.AnswerAsync(request.Context, new Dictionary<string, Dictionary<string, bool>>
        {
            ["api"] = new() { ["admin"] = options.Value.EnableAdminApi, ["remote_write_receiver"] = true, ["otlp_write_receiver"] = true, ["exemplars"] = true },
            ["promql"] = new()
            {
                ["experimental_functions"] = on.HasFlag(PromQLFeatures.ExperimentalFunctions),
                ["duration_expr"] = on.HasFlag(PromQLFeatures.DurationExpressions),
                ["extended_range_selectors"] = on.HasFlag(PromQLFeatures.ExtendedRangeSelectors),
                ["delayed_name_removal"] = on.HasFlag(PromQLFeatures.DelayedNameRemoval),
                ["at_modifier"] = true,
                ["negative_offset"] = true,
            },
            ["tsdb"] = new() { ["exemplar_storage"] = true, ["native_histograms"] = true, ["out_of_order"] = true },
        });
    }

    public static Task NotificationsAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, Array.Empty<object>());

    /// <summary>A value may occur in several shards; the largest labels are counted exactly.</summary>
    private async Task<object[]> ValuesByLabelAsync(PrometheusRequest request, MetricsShardStatistics[] shards, int limit, CancellationToken cancellationToken)
    {
        const long affordable = 100_000;
        const int moreCandidates = 50;
        var counts = new List<NameCount>();
        foreach (NameCount label in Sum(shards.SelectMany(shard => shard.ValuesByLabel)).OrderByDescending(label => label.Count).Take(limit + moreCandidates))
        {
            long exact = label.Count > affordable
                ? label.Count
                : (await catalog.LabelValuesAsync(label.Name, new SeriesQuery(request.Tenant, [], ApiTime.MinTime, ApiTime.MaxTime), cancellationToken)).Items.Count;
            counts.Add(label with { Count = exact });
        }

        return Top(counts, limit);
    }

    private static object[] Top(IEnumerable<NameCount> counts, int limit) =>
        [.. Sum(counts).OrderByDescending(count => count.Count).ThenBy(count => count.Name, Utf8Comparer.Instance).Take(limit).Select(count => new { name = count.Name, value = count.Count })];

    private static IEnumerable<NameCount> Sum(IEnumerable<NameCount> counts) =>
        counts.GroupBy(count => count.Name, StringComparer.Ordinal).Select(group => new NameCount(group.Key, group.Sum(count => count.Count)));

    private static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
