using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Obs.Api.Elasticsearch;

/// <summary>
/// What shippers for Elasticsearch and Grafana's data source need of its API, below <c>/es</c>. Paths that begin with an underscore are at the root too, for clients that know no prefix.
/// </summary>
internal static class ElasticsearchApi
{
    private const string Prefix = "/es";

    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] PostOrPut = [HttpMethods.Post, HttpMethods.Put];
    private static readonly string[] AnyMethod = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Post, HttpMethods.Delete];

    // What shippers set up before they send, none of which has to exist here.
    private static readonly string[] Resources = ["_template", "_index_template", "_component_template", "_data_stream", "_ilm", "_ingest", "_alias", "_aliases", "_security"];

    public static void AddElasticsearchApi(this IServiceCollection services)
    {
        services.AddSingleton<BulkEndpoint>();
        services.AddSingleton<ClusterEndpoints>();
    }

    public static IEndpointRouteBuilder MapElasticsearchApi(this IEndpointRouteBuilder endpoints)
    {
        ClusterEndpoints cluster = endpoints.ServiceProvider.GetRequiredService<ClusterEndpoints>();
        endpoints.MapMethods(Prefix, GetOrHead, cluster.InfoAsync);
        endpoints.MapMethods($"{Prefix}/{{index}}", AnyMethod, ClusterEndpoints.ResourceAsync);
        foreach (string prefix in (string[])["", Prefix])
        {
            RequestDelegate bulk = endpoints.ServiceProvider.GetRequiredService<BulkEndpoint>().Handler;
            endpoints.MapMethods($"{prefix}/_bulk", PostOrPut, bulk);
            endpoints.MapMethods($"{prefix}/{{index}}/_bulk", PostOrPut, bulk);
            endpoints.MapMethods($"{prefix}/{{index}}/{{type}}/_bulk", PostOrPut, bulk);
            endpoints.MapMethods($"{prefix}/_license", Get, ClusterEndpoints.LicenseAsync);
            endpoints.MapMethods($"{prefix}/_xpack", Get, ClusterEndpoints.LicenseAsync);
            endpoints.MapMethods($"{prefix}/_cluster/health", GetOrHead, ClusterEndpoints.HealthAsync);
            endpoints.MapMethods($"{prefix}/_cluster/health/{{index}}", GetOrHead, ClusterEndpoints.HealthAsync);
            endpoints.MapMethods($"{prefix}/_cat/health", GetOrHead, ClusterEndpoints.CatHealthAsync);
            endpoints.MapMethods($"{prefix}/_nodes/http", Get, cluster.NodesAsync);
            endpoints.MapMethods($"{prefix}/_nodes/_all/http", Get, cluster.NodesAsync);
            foreach (string resource in Resources)
            {
                endpoints.MapMethods($"{prefix}/{resource}/{{**rest}}", AnyMethod, ClusterEndpoints.ResourceAsync);
            }
        }

        return endpoints;
    }
}
