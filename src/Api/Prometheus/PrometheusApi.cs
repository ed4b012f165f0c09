using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Prometheus.Federation;
using Orleans.Obs.Api.Prometheus.RemoteRead;
using Orleans.Obs.Api.Prometheus.RemoteWrite;
using Orleans.Obs.Api.Prometheus.Search;
using Orleans.Obs.Api.Prometheus.Status;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The Prometheus HTTP API, at the root and below <c>/prometheus</c>.</summary>
internal static class PrometheusApi
{
    private static readonly string[] Prefixes = ["", "/prometheus"];
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] Delete = [HttpMethods.Delete];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] PostOrPut = [HttpMethods.Post, HttpMethods.Put];

    public static void AddPrometheusApi(this IServiceCollection services)
    {
        services.AddSingleton<PrometheusPipeline>();
        services.AddSingleton<RemoteWriteEndpoint>();
        services.AddSingleton<QueryEndpoints>();
        services.AddSingleton<SeriesEndpoints>();
        services.AddSingleton<MetadataEndpoints>();
        services.AddSingleton<ExemplarEndpoints>();
        services.AddSingleton<SyntaxEndpoints>();
        services.AddSingleton<StatusEndpoints>();
        services.AddSingleton<CardinalityEndpoints>();
        services.AddSingleton<QueryStatusEndpoints>();
        services.AddSingleton<MetricUsageEndpoints>();
        services.AddSingleton<FeatureEndpoint>();
        services.AddSingleton<SelfMetricsEndpoint>();
        services.AddSingleton<ServerNotifications>();
        services.AddSingleton<NotificationEndpoints>();
        services.AddSingleton<SearchEndpoints>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<FederateEndpoint>();
        services.AddSingleton<RemoteReadEndpoint>();
    }

    public static IEndpointRouteBuilder MapPrometheusApi(this IEndpointRouteBuilder endpoints)
    {
        foreach (string prefix in Prefixes)
        {
            var api = new PrometheusRoutes(endpoints, prefix);
            MapData(api);
            MapStatus(api);
        }

        return endpoints;
    }

    private static void MapData(PrometheusRoutes api)
    {
        var query = api.Get<QueryEndpoints>();
        var series = api.Get<SeriesEndpoints>();
        var metadata = api.Get<MetadataEndpoints>();
        var syntax = api.Get<SyntaxEndpoints>();
        var admin = api.Get<AdminEndpoints>();
        var search = api.Get<SearchEndpoints>();
        api.Map("/search/metric_names", GetOrPost, search.MetricNamesAsync);
        api.Map("/search/label_names", GetOrPost, search.LabelNamesAsync);
        api.Map("/search/label_values", GetOrPost, search.LabelValuesAsync);
        api.Map("/write", Post, api.Get<RemoteWriteEndpoint>().HandleAsync, AccessScope.Write);
        api.MapPlain("/read", Post, api.Get<RemoteReadEndpoint>().ReadAsync, AccessScope.Read);
        api.MapBeside("/federate", GetOrPost, api.Get<FederateEndpoint>().FederateAsync);
        api.Map("/query", GetOrPost, query.InstantAsync);
        api.Map("/query_range", GetOrPost, query.RangeAsync);
        api.Map("/query_exemplars", GetOrPost, api.Get<ExemplarEndpoints>().ExemplarsAsync);
        api.Map("/format_query", GetOrPost, syntax.FormatAsync);
        api.Map("/parse_query", GetOrPost, syntax.ParseAsync);
        api.Map("/series", GetOrPost, series.SeriesAsync);
        api.Map("/labels", GetOrPost, series.LabelNamesAsync);
        api.Map("/label/{name}/values", Get, series.LabelValuesAsync);
        api.Map("/metadata", Get, metadata.MetadataAsync);
        api.Map("/targets/metadata", Get, MetadataEndpoints.TargetsMetadataAsync);
        api.Map("/admin/tsdb/delete_series", PostOrPut, admin.DeleteSeriesAsync, AccessScope.Admin);
        api.Map("/admin/tsdb/clean_tombstones", PostOrPut, admin.CleanTombstonesAsync, AccessScope.Admin);
        api.Map("/admin/tsdb/snapshot", PostOrPut, admin.SnapshotAsync, AccessScope.Admin);
    }

    private static void MapStatus(PrometheusRoutes api)
    {
        var status = api.Get<StatusEndpoints>();
        var cardinality = api.Get<CardinalityEndpoints>();
        var queries = api.Get<QueryStatusEndpoints>();
        var usage = api.Get<MetricUsageEndpoints>();
        var notifications = api.Get<NotificationEndpoints>();
        api.MapBeside("/version", Get, StatusEndpoints.VersionAsync);
        api.Map("/status/buildinfo", Get, StatusEndpoints.BuildInfoAsync);
        api.Map("/status/runtimeinfo", Get, status.RuntimeInfoAsync);
        api.Map("/status/config", Get, status.ConfigAsync, AccessScope.Monitor);
        api.Map("/status/flags", Get, status.FlagsAsync);
        api.Map("/status/walreplay", Get, StatusEndpoints.WalReplayAsync);
        api.Map("/status/tsdb", Get, cardinality.TsdbAsync);
        api.Map("/status/tsdb/blocks", Get, cardinality.BlocksAsync);
        api.Map("/status/active_queries", Get, queries.ActiveAsync);
        api.Map("/status/active_queries", Delete, queries.CancelAsync, AccessScope.Admin);
        api.Map("/status/active_queries/{id}", Delete, queries.CancelAsync, AccessScope.Admin);
        api.Map("/status/top_queries", Get, queries.TopAsync);
        api.Map("/status/metric_names_stats", Get, usage.StatisticsAsync);
        api.Map("/admin/status/metric_names_stats/reset", PostOrPut, usage.ResetAsync, AccessScope.Admin);
        api.Map("/status/self_metrics", Get, api.Get<SelfMetricsEndpoint>().MetricsAsync, AccessScope.Monitor);
        api.Map("/features", Get, api.Get<FeatureEndpoint>().FeaturesAsync);
        api.Map("/notifications", Get, notifications.ListAsync);
        api.Map("/notifications/live", Get, notifications.LiveAsync);
        api.Map("/openapi.yaml", Get, OpenApiEndpoint.SpecificationAsync);
        api.Map("/targets", Get, TargetEndpoints.TargetsAsync);
        api.Map("/targets/relabel_steps", Get, TargetEndpoints.RelabelStepsAsync);
        api.Map("/scrape_pools", Get, TargetEndpoints.ScrapePoolsAsync);
        api.Map("/scrape_pools/config", Get, TargetEndpoints.ScrapePoolConfigAsync);
        api.Map("/rules", Get, TargetEndpoints.RulesAsync);
        api.Map("/alerts", Get, TargetEndpoints.AlertsAsync);
        api.Map("/alertmanagers", Get, TargetEndpoints.AlertmanagersAsync);
    }
}
