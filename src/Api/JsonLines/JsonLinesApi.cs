using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Loki.Push;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.JsonLines;

/// <summary>The paths for JSON lines.</summary>
internal static class JsonLinesApi
{
    private static readonly string[] Paths = ["/insert/jsonline", "/logs/insert/jsonline"];

    public static void AddJsonLinesApi(this IServiceCollection services) => services.AddSingleton<JsonLinesEndpoint>();

    public static IEndpointRouteBuilder MapJsonLinesApi(this IEndpointRouteBuilder endpoints)
    {
        foreach (string path in Paths)
        {
            endpoints.MapPost(path, endpoints.ServiceProvider.GetRequiredService<JsonLinesEndpoint>().Handler)
                .Requires(AccessScope.Write).Refuses(LokiPushAnswer.Refusals);
        }

        return endpoints;
    }
}
