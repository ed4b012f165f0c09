using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary><c>/openapi.yaml</c>: the HTTP API for programs to read.</summary>
internal static class OpenApiEndpoint
{
    private static readonly Lazy<string> Text = new(Read);

    /// <summary>The document.</summary>
    public static string Document => Text.Value;

    public static Task SpecificationAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        request.Context.Response.ContentType = "application/yaml; charset=utf-8";
        return request.Context.Response.WriteAsync(Document, cancellationToken);
    }

    private static string Read()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("Orleans.Obs.Api.Prometheus.openapi.yaml")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
