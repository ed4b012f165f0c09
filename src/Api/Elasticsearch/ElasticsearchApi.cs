using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Security;

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
        Map(Prefix, GetOrHead, cluster.InfoAsync, AccessScope.Read);
        MapResource($"{Prefix}/{{index}}");
        foreach (string prefix in (string[])["", Prefix])
        {
            RequestDelegate bulk = endpoints.ServiceProvider.GetRequiredService<BulkEndpoint>().Handler;
            Map($"{prefix}/_bulk", PostOrPut, bulk, AccessScope.Write);
            Map($"{prefix}/{{index}}/_bulk", PostOrPut, bulk, AccessScope.Write);
            Map($"{prefix}/{{index}}/{{type}}/_bulk", PostOrPut, bulk, AccessScope.Write);
            Map($"{prefix}/_license", Get, ClusterEndpoints.LicenseAsync, AccessScope.Read);
            Map($"{prefix}/_xpack", Get, ClusterEndpoints.LicenseAsync, AccessScope.Read);
            Map($"{prefix}/_cluster/health", GetOrHead, ClusterEndpoints.HealthAsync, AccessScope.Read);
            Map($"{prefix}/_cluster/health/{{index}}", GetOrHead, ClusterEndpoints.HealthAsync, AccessScope.Read);
            Map($"{prefix}/_cat/health", GetOrHead, ClusterEndpoints.CatHealthAsync, AccessScope.Read);
            Map($"{prefix}/_nodes/http", Get, cluster.NodesAsync, AccessScope.Read);
            Map($"{prefix}/_nodes/_all/http", Get, cluster.NodesAsync, AccessScope.Read);
            foreach (string resource in Resources)
            {
                MapResource($"{prefix}/{resource}/{{**rest}}");
            }
        }

        return endpoints;

        void Map(string path, string[] methods, RequestDelegate handler, AccessScope scope) =>
            endpoints.MapMethods(path, methods, handler).Requires(scope).Refuses(ElasticsearchAnswer.Refusals);

        // Who writes sets up and looks first whether it is there.
        void MapResource(string path) => Map(path, AnyMethod, ClusterEndpoints.ResourceAsync, AccessScope.Write);
    }
}
