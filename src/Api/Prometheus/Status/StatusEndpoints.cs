using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>
/// <c>/status/*</c> and <c>/version</c>: what this server is, and how it is set up. Grafana tells from buildinfo what it may ask for: the version makes it send <c>match[]</c> to
/// <c>/labels</c>, and the absence of <c>features</c> that rules can't be edited here.
/// </summary>
internal sealed class StatusEndpoints(IMetricsCluster cluster, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>The version of the HTTP API that is spoken.</summary>
    private const string PrometheusVersion = "3.5.3";

    private static readonly object Build = new
    {
        version = PrometheusVersion,
        revision = typeof(StatusEndpoints).Assembly.GetName().Version?.ToString() ?? "",
        branch = "Orleans.Obs",
        buildUser = "",
        buildDate = "",
        goVersion = $".NET {Environment.Version}",
    };

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public static Task BuildInfoAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerAsync(request.Context, Build);

    /// <summary>The same without an envelope.</summary>
    public static Task VersionAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerPlainlyAsync(request.Context, Build);

    public async Task RuntimeInfoAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(request.Tenant, cancellationToken);
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
            storageRetention = RetentionOf(settings.Limits),
        });
    }

    public Task ConfigAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { yaml = options.Value.ConfigurationText });

    /// <summary>What would be Prometheus' command line.</summary>
    public async Task FlagsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        TenantLimits limits = (await cluster.SettingsOfAsync(request.Tenant, cancellationToken)).Limits;
        await PrometheusPipeline.AnswerAsync(request.Context, new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["enable-feature"] = string.Join(',', options.Value.FeatureNames),
            ["query.lookback-delta"] = PrometheusDuration.Format((long)options.Value.Lookback.TotalMilliseconds),
            ["query.max-concurrency"] = Number(limits.QueryConcurrency > 0 ? limits.QueryConcurrency : options.Value.QueryConcurrency),
            ["query.max-samples"] = Number(limits.QueryMaxSamples),
            ["query.timeout"] = PrometheusDuration.Format((long)options.Value.QueryTimeout.TotalMilliseconds),
            ["storage.remote.read-sample-limit"] = Number(limits.QueryMaxSamples),
            ["storage.tsdb.retention.time"] = RetentionOf(limits),
            ["web.cors.origin"] = ".*",
            ["web.enable-admin-api"] = options.Value.EnableAdminApi ? "true" : "false",
            ["web.enable-lifecycle"] = "false",
            ["web.enable-otlp-receiver"] = "true",
            ["web.enable-remote-write-receiver"] = "true",
            ["web.max-notifications-subscribers"] = Number(ServerNotifications.MaxSubscribers),
            ["web.route-prefix"] = "/",
        });
    }

    /// <summary>Shards replay their logs by themselves and answer when they are ready.</summary>
    public static Task WalReplayAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { min = 0, max = 0, current = 0 });

    private static string RetentionOf(TenantLimits limits) => limits.MetricsRetentionMilliseconds > 0 ? PrometheusDuration.Format(limits.MetricsRetentionMilliseconds) : "0s";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
