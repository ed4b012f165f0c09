using System.Buffers;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary><c>GET /metrics</c>: this process in Prometheus' text format.</summary>
internal static class SelfMetricsEndpoint
{
    public static void MapSelfMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/metrics", WriteAsync).Requires(AccessScope.Monitor);

    private static Task WriteAsync(HttpContext context, SelfMetrics metrics)
    {
        var text = new ArrayBufferWriter<byte>(32 << 10);
        metrics.Write(text);
        context.Response.ContentType = Exposition.ContentType;
        context.Response.ContentLength = text.WrittenCount;
        return context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted).AsTask();
    }
}
