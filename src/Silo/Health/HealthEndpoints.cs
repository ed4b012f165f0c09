using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Silo.Health;

/// <summary>What load balancers and scripts ask, in Prometheus' paths and form.</summary>
internal static class HealthEndpoints
{
    // Where clients of Loki ask.
    private static readonly string[] LokiPaths = ["/ready", "/logs/ready"];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/-/healthy", [HttpMethods.Get, HttpMethods.Head], static () => Results.Text("Prometheus Server is Healthy.\n")).IsPublic();
        endpoints.MapMethods("/-/ready", [HttpMethods.Get, HttpMethods.Head], static (Readiness readiness) => readiness.IsReady
            ? Results.Text("Prometheus Server is Ready.\n")
            : Results.Text("Service Unavailable\n", statusCode: StatusCodes.Status503ServiceUnavailable)).IsPublic();
        foreach (string path in LokiPaths)
        {
            endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], static (Readiness readiness) => readiness.IsReady
                ? Results.Text("ready\n")
                : Results.Text("Service Unavailable\n", statusCode: StatusCodes.Status503ServiceUnavailable)).IsPublic();
        }
    }
}
