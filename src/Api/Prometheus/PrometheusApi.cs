using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Prometheus.RemoteWrite;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The Prometheus HTTP API, at the root and below <c>/prometheus</c>.</summary>
internal static class PrometheusApi
{
    private static readonly string[] Prefixes = ["", "/prometheus"];
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] Post = [HttpMethods.Post];

    public static void AddPrometheusApi(this IServiceCollection services)
    {
        services.AddSingleton<PrometheusPipeline>();
        services.AddSingleton<RemoteWriteEndpoint>();
        services.AddSingleton<QueryEndpoints>();
        services.AddSingleton<SeriesEndpoints>();
    }

    public static IEndpointRouteBuilder MapPrometheusApi(this IEndpointRouteBuilder endpoints)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        PrometheusPipeline pipeline = services.GetRequiredService<PrometheusPipeline>();
        RemoteWriteEndpoint write = services.GetRequiredService<RemoteWriteEndpoint>();
        QueryEndpoints query = services.GetRequiredService<QueryEndpoints>();
        SeriesEndpoints series = services.GetRequiredService<SeriesEndpoints>();
        foreach (string prefix in Prefixes)
        {
            RouteGroupBuilder api = endpoints.MapGroup($"{prefix}/api/v1");
            api.MapMethods("/write", Post, write.HandleAsync);
            Map("/query", GetOrPost, query.InstantAsync);
            Map("/query_range", GetOrPost, query.RangeAsync);
            Map("/series", GetOrPost, series.SeriesAsync);
            Map("/labels", GetOrPost, series.LabelNamesAsync);
            Map("/label/{name}/values", Get, series.LabelValuesAsync);

            void Map(string pattern, string[] methods, PrometheusHandler handler) => api.MapMethods(pattern, methods, pipeline.Run(handler));
        }

        return endpoints;
    }
}
