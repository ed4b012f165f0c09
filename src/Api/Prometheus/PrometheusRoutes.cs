using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The routes of the HTTP API below one prefix. What can be asked for with GET reads; anything else has to say what it does.</summary>
internal sealed class PrometheusRoutes(IEndpointRouteBuilder endpoints, string prefix)
{
    private readonly PrometheusPipeline _pipeline = endpoints.ServiceProvider.GetRequiredService<PrometheusPipeline>();

    public T Get<T>()
        where T : notnull => endpoints.ServiceProvider.GetRequiredService<T>();

    /// <summary>Maps an endpoint that answers in the API's envelope.</summary>
    public void Map(string path, string[] methods, PrometheusHandler handler, AccessScope? scope = null) =>
        MapAt($"{prefix}/api/v1{path}", methods, _pipeline.Run(handler), scope, PrometheusPipeline.Refusals);

    /// <summary>Maps an endpoint whose answers are of another kind and whose errors are plain text.</summary>
    public void MapPlain(string path, string[] methods, PrometheusHandler handler, AccessScope? scope = null) =>
        MapAt($"{prefix}/api/v1{path}", methods, _pipeline.RunPlain(handler), scope, RefusalForm.Text);

    /// <summary>Maps an endpoint that lies beside the API, not below it; its errors are plain text.</summary>
    public void MapBeside(string path, string[] methods, PrometheusHandler handler, AccessScope? scope = null) =>
        MapAt($"{prefix}{path}", methods, _pipeline.RunPlain(handler), scope, RefusalForm.Text);

    /// <summary>Maps an endpoint that looks after itself.</summary>
    public void Map(string path, string[] methods, RequestDelegate handler, AccessScope scope) => endpoints.MapMethods($"{prefix}/api/v1{path}", methods, handler).Requires(scope);

    private void MapAt(string path, string[] methods, RequestDelegate handler, AccessScope? scope, RefusalForm refusals)
    {
        scope ??= methods.Contains(HttpMethods.Get) ? AccessScope.Read : throw new ArgumentException($"{path} can't be asked for with GET: say what it does", nameof(scope));
        endpoints.MapMethods(path, methods, handler).Requires(scope.Value).Refuses(refusals);
    }
}
