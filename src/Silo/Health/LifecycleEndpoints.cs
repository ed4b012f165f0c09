using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Silo.Health;

/// <summary>Prometheus' paths for reloading and quitting over HTTP, which are off here for good: configuration is read at the start, and signals stop the process.</summary>
internal static class LifecycleEndpoints
{
    public static void MapLifecycle(this IEndpointRouteBuilder endpoints)
    {
        foreach (string path in (string[])["/-/reload", "/-/quit"])
        {
            endpoints.MapMethods(path, [HttpMethods.Post, HttpMethods.Put], static () => Results.Text("Lifecycle API is not enabled.", statusCode: StatusCodes.Status403Forbidden)).IsPublic();
        }
    }
}
