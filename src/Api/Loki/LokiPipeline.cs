using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Api.Loki;

/// <summary>What all endpoints of the HTTP API have in common: the tenants, the parameters, and the form of errors.</summary>
internal sealed partial class LokiPipeline(TimeProvider time, ILogger<LokiPipeline> logger)
{
    private const int MaxTenants = 64;

    /// <summary>The handler as ASP.NET runs it.</summary>
    public RequestDelegate Run(LokiHandler handler) => async context =>
    {
        try
        {
            if (!RequestTenant.TryGetAll(context.Request, out ImmutableArray<string> tenants) || tenants.Length > MaxTenants)
            {
                throw LokiException.BadRequest(RequestTenant.Fault);
            }

            await handler(new LokiRequest(context, tenants, await ReadFormAsync(context), time.GetUtcNow()), context.RequestAborted);
        }
        catch (LokiException exception)
        {
            await ErrorAsync(context, exception.Status, exception.Message);
        }
        catch (LogQLSyntaxException exception)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (LogQueryException exception)
        {
            LokiException error = LokiException.Of(exception);
            await ErrorAsync(context, error.Status, error.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
#pragma warning disable CA1031 // The boundary of the API: a defect or a lost call becomes an answer that the client understands.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailed(exception, context.Request.Path);
            await ErrorAsync(context, exception is TimeoutException ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status500InternalServerError, exception.Message);
        }
    };

    private static async ValueTask<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            throw LokiException.BadRequest(exception.Message);
        }
    }

    /// <summary>How the API says that somebody does not get in.</summary>
    public static RefusalForm Refusals { get; } = new(static (context, refusal) => ErrorAsync(context, refusal.Status, refusal.Message));

    private static Task ErrorAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(message);
    }

    [LoggerMessage(2303, LogLevel.Error, "A request to {Path} failed")]
    private partial void LogFailed(Exception exception, PathString path);
}
