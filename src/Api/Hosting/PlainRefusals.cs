using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Hosting;

/// <summary>
/// Gives answers about paths and methods that do not exist the texts of Go's servers, which clients look for: Grafana, for one, takes "page not found" for a feature that is absent.
/// OPTIONS is answered wherever there is something.
/// </summary>
internal sealed class PlainRefusals(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        HttpResponse response = context.Response;
        if (response.HasStarted || response.ContentType is not null || response.StatusCode is not (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed))
        {
            return;
        }

        bool isPath = response.StatusCode == StatusCodes.Status405MethodNotAllowed;
        if (isPath)
        {
            response.Headers.Allow = string.Join(", ", response.Headers.Allow.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Append(HttpMethods.Options).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                response.StatusCode = StatusCodes.Status200OK;
                return;
            }
        }

        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.WriteAsync(isPath ? "Method Not Allowed\n" : "404 page not found\n", context.RequestAborted);
        }
    }
}
