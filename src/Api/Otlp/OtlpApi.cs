using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Otlp;

/// <summary>The paths under which OpenTelemetry clients send: the specification's own, Prometheus' and Mimir's.</summary>
internal static class OtlpApi
{
    private static readonly string[] MetricsPaths =
        ["/v1/metrics", "/otlp/v1/metrics", "/api/v1/otlp/v1/metrics", "/prometheus/api/v1/otlp/v1/metrics", "/opentelemetry/v1/metrics"];

    public static void AddOtlpApi(this IServiceCollection services) => services.AddSingleton<OtlpMetricsEndpoint>();

    public static IEndpointRouteBuilder MapOtlpApi(this IEndpointRouteBuilder endpoints)
    {
        OtlpMetricsEndpoint metrics = endpoints.ServiceProvider.GetRequiredService<OtlpMetricsEndpoint>();
        foreach (string path in MetricsPaths)
        {
            endpoints.MapPost(path, metrics.HandleAsync).Requires(AccessScope.Write).Refuses(OtlpAnswer.Refusals);
        }

        return endpoints;
    }
}
