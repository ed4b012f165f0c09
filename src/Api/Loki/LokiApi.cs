using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Loki.Push;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.Loki;

/// <summary>Loki's HTTP API, at the root and below <c>/logs</c>.</summary>
internal static class LokiApi
{
    private static readonly string[] Prefixes = ["", "/logs"];
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] PostOrPut = [HttpMethods.Post, HttpMethods.Put];
    private static readonly string[] Delete = [HttpMethods.Delete];

    public static void AddLokiApi(this IServiceCollection services)
    {
        services.AddSingleton<LokiPipeline>();
        services.AddSingleton<StreamResolver>();
        services.AddSingleton<LokiPushEndpoint>();
        services.AddSingleton<LokiQueryEndpoints>();
        services.AddSingleton<LokiSeriesEndpoints>();
        services.AddSingleton<LokiVolumeEndpoints>();
        services.AddSingleton<LokiDetectionEndpoints>();
        services.AddSingleton<LokiPatternEndpoints>();
        services.AddSingleton<LokiDeletionEndpoints>();
        services.AddSingleton<LokiStatusEndpoints>();
    }

    public static IEndpointRouteBuilder MapLokiApi(this IEndpointRouteBuilder endpoints)
    {
        foreach (string prefix in Prefixes)
        {
            var api = new LokiRoutes(endpoints, prefix);
            MapQueries(api);
            MapCatalog(api);
            MapRest(api);
        }

        return endpoints;
    }

    private static void MapQueries(LokiRoutes api)
    {
        var query = api.Get<LokiQueryEndpoints>();
        api.Map("/query", query.InstantAsync);
        api.Map("/query_range", query.RangeAsync);
        api.Map("/patterns", api.Get<LokiPatternEndpoints>().PatternsAsync);
    }

    private static void MapCatalog(LokiRoutes api)
    {
        var series = api.Get<LokiSeriesEndpoints>();
        var volume = api.Get<LokiVolumeEndpoints>();
        var detection = api.Get<LokiDetectionEndpoints>();
        api.Map("/labels", series.LabelNamesAsync);
        api.Map("/label", series.LabelNamesAsync);
        api.Map("/label/{name}/values", series.LabelValuesAsync);
        api.Map("/series", series.SeriesAsync);
        api.Map("/index/stats", volume.StatsAsync);
        api.Map("/index/volume", volume.VolumeAsync);
        api.Map("/index/volume_range", volume.VolumeRangeAsync);
        api.Map("/detected_labels", detection.LabelsAsync);
        api.Map("/detected_fields", detection.FieldsAsync);
        api.Map("/detected_field/{name}/values", detection.FieldValuesAsync);
    }

    private static void MapRest(LokiRoutes api)
    {
        var status = api.Get<LokiStatusEndpoints>();
        var deletion = api.Get<LokiDeletionEndpoints>();
        RequestDelegate push = api.Get<LokiPushEndpoint>().Handler;
        api.MapPush("/loki/api/v1/push", push);
        api.MapPush("/api/prom/push", push);
        api.Map("/status/buildinfo", Get, LokiStatusEndpoints.BuildInfoAsync, AccessScope.Read);
        api.Map("/drilldown-limits", status.DrilldownLimitsAsync);
        api.Map("/delete", PostOrPut, deletion.CreateAsync, AccessScope.Admin);
        api.Map("/delete", Get, deletion.ListAsync, AccessScope.Admin);
        api.Map("/delete", Delete, deletion.CancelAsync, AccessScope.Admin);
    }
}
