using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The routes of the HTTP API below one prefix.</summary>
internal sealed class PrometheusRoutes(IEndpointRouteBuilder endpoints, string prefix)
{
    private readonly PrometheusPipeline _pipeline = endpoints.ServiceProvider.GetRequiredService<PrometheusPipeline>();

    public T Get<T>()
        where T : notnull => endpoints.ServiceProvider.GetRequiredService<T>();

    /// <summary>Maps an endpoint that answers in the API's envelope.</summary>
    public void Map(string path, string[] methods, PrometheusHandler handler) => Map(path, methods, _pipeline.Run(handler));

    /// <summary>Maps an endpoint whose answers are of another kind and whose errors are plain text.</summary>
    public void MapPlain(string path, string[] methods, PrometheusHandler handler) => Map(path, methods, _pipeline.RunPlain(handler));

    /// <summary>Maps an endpoint that lies beside the API, not below it; its errors are plain text.</summary>
    public void MapBeside(string path, string[] methods, PrometheusHandler handler) => endpoints.MapMethods($"{prefix}{path}", methods, _pipeline.RunPlain(handler));

    /// <summary>Maps an endpoint that looks after itself.</summary>
    public void Map(string path, string[] methods, RequestDelegate handler) => endpoints.MapMethods($"{prefix}/api/v1{path}", methods, handler);
}
