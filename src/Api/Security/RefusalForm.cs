using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Security;

/// <summary>How a protocol says that a request does not get in. An edge attaches its own to its endpoints; without one it is a line of text.</summary>
internal sealed record RefusalForm(Func<HttpContext, Refusal, Task> WriteAsync)
{
    /// <summary>A line of text.</summary>
    public static RefusalForm Text { get; } = new(static (context, refusal) =>
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refusal.Message + "\n", context.RequestAborted);
    });

    /// <summary>An object with the member <c>error</c>.</summary>
    public static RefusalForm Json { get; } = new(static (context, refusal) =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { error = refusal.Message }), context.RequestAborted).AsTask();
    });

    /// <summary>A status of gRPC, in the answer's head since nothing follows.</summary>
    public static RefusalForm Grpc { get; } = new(static (context, refusal) =>
    {
        int status = refusal.Status switch
        {
            StatusCodes.Status401Unauthorized => 16,
            StatusCodes.Status403Forbidden => 7,
            StatusCodes.Status429TooManyRequests => 8,
            _ => 14,
        };
        GrpcHead.Write(context, status, refusal.Message);
        return Task.CompletedTask;
    });

    /// <summary>The form for a request: gRPC's own when it is a call of gRPC, else the endpoint's.</summary>
    public static RefusalForm Of(HttpContext context) =>
        context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true ? Grpc
        : context.GetEndpoint()?.Metadata.GetMetadata<RefusalForm>() ?? Text;
}
