using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Loki.Push;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Loki;

/// <summary>The routes of the HTTP API below one prefix.</summary>
internal sealed class LokiRoutes(IEndpointRouteBuilder endpoints, string prefix)
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    private readonly LokiPipeline _pipeline = endpoints.ServiceProvider.GetRequiredService<LokiPipeline>();

    public T Get<T>()
        where T : notnull => endpoints.ServiceProvider.GetRequiredService<T>();

    /// <summary>Maps an endpoint for questions, which come with either method.</summary>
    public void Map(string path, LokiHandler handler) => Map(path, GetOrPost, handler, AccessScope.Read);

    /// <summary>Maps an endpoint for the methods named.</summary>
    public void Map(string path, string[] methods, LokiHandler handler, AccessScope scope) =>
        endpoints.MapMethods($"{prefix}/loki/api/v1{path}", methods, _pipeline.Run(handler)).Requires(scope).Refuses(LokiPipeline.Refusals);

    /// <summary>Maps an endpoint that lines are sent to, at its full path below the prefix.</summary>
    public void MapPush(string path, RequestDelegate handler) => endpoints.MapPost(prefix + path, handler).Requires(AccessScope.Write).Refuses(LokiPushAnswer.Refusals);
}
