using Orleans.Obs.Api.Logs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/status/buildinfo</c> and <c>/drilldown-limits</c>: what clients look at before they use newer parts of the API.</summary>
internal sealed class LokiStatusEndpoints(ILogsCluster cluster)
{
    /// <summary>The version of the HTTP API that is spoken.</summary>
    private const string LokiVersion = "3.6.0";

    public static Task BuildInfoAsync(LokiRequest request, CancellationToken cancellationToken) => LokiAnswer.WriteAsync(request.Context, new
    {
        version = LokiVersion,
        revision = typeof(LokiStatusEndpoints).Assembly.GetName().Version?.ToString() ?? "",
        branch = "Orleans.Obs",
        buildUser = "",
        buildDate = "",
        goVersion = $".NET {Environment.Version}",
    });

    public async Task DrilldownLimitsAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        TenantLimits limits = (await cluster.SettingsOfAsync(request.Tenants[0], cancellationToken)).Limits;
        await LokiAnswer.WriteAsync(request.Context, new
        {
            limits = new Dictionary<string, object>
            {
                ["discover_log_levels"] = true,
                ["discover_service_name"] = Protocols.Logs.PushedStream.ServiceLabels,
                ["log_level_fields"] = Query.Common.Logs.LevelNames.KeyNames,
                ["max_entries_limit_per_query"] = limits.QueryMaxLines,
                ["max_line_size_truncate"] = limits.LineTruncate,
                ["max_query_series"] = limits.LogQueryMaxSeries,
                ["max_query_bytes_read"] = "0B",
                ["max_query_length"] = PrometheusDuration.Format(limits.LogQueryMaxRangeMilliseconds),
                ["max_query_lookback"] = "0s",
                ["metric_aggregation_enabled"] = false,
                ["pattern_persistence_enabled"] = true,
                ["query_timeout"] = PrometheusDuration.Format(limits.QueryTimeoutMilliseconds),
                ["retention_period"] = PrometheusDuration.Format(limits.LogsRetentionMilliseconds),
                ["volume_enabled"] = true,
                ["volume_max_series"] = VolumeSeries.MaxSeries,
            },
            pattern_ingester_enabled = true,
            version = LokiVersion,
        });
    }
}
