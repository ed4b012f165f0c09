using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Elasticsearch;

/// <summary>What every answer of the API has: the header by which clients recognise Elasticsearch, and the content type that they ask for.</summary>
internal static class ElasticsearchAnswer
{
    private const string VendorType = "application/vnd.elasticsearch+json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = null };

    /// <summary>How the API says that somebody does not get in.</summary>
    public static RefusalForm Refusals { get; } = new(static (context, refusal) => FailAsync(context, refusal.Status, "security_exception", refusal.Message));

    /// <summary>Sets the headers.</summary>
    public static void Begin(HttpContext context, int status = StatusCodes.Status200OK)
    {
        string accepted = context.Request.Headers.Accept.ToString();
        context.Response.StatusCode = status;
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        context.Response.ContentType = accepted.StartsWith(VendorType, StringComparison.OrdinalIgnoreCase) ? accepted.Split(',')[0].Trim() : "application/json";
    }

    /// <summary>Answers with an object.</summary>
    public static Task WriteAsync<T>(HttpContext context, T answer, int status = StatusCodes.Status200OK)
    {
        Begin(context, status);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : JsonSerializer.SerializeAsync(context.Response.Body, answer, Json, context.RequestAborted);
    }

    /// <summary>Answers with an error.</summary>
    public static Task FailAsync(HttpContext context, int status, string message)
    {
        string type = status switch
        {
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "es_rejected_execution_exception",
            StatusCodes.Status413PayloadTooLarge => "content_too_long_exception",
            _ => "illegal_argument_exception",
        };
        return FailAsync(context, status, type, message);
    }

    /// <summary>Answers with an error of a type.</summary>
    public static Task FailAsync(HttpContext context, int status, string type, string reason) => WriteAsync(
        context,
        new { error = new { root_cause = new[] { new { type, reason } }, type, reason }, status },
        status);
}
