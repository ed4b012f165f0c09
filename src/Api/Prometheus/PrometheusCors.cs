using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>Lets browsers of any origin read the HTTP API, and answers OPTIONS for every path below it.</summary>
internal sealed class PrometheusCors(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api/v1") && !context.Request.Path.StartsWithSegments("/prometheus/api/v1"))
        {
            return next(context);
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.Append("Vary", "Origin");
        string? origin = context.Request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlAllowHeaders = "Accept, Authorization, Content-Type, Origin";
            headers.AccessControlExposeHeaders = "Date";
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
