using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>What all endpoints of the HTTP API have in common: the tenant, the parameters, and the form of errors.</summary>
internal sealed partial class PrometheusPipeline(ILogger<PrometheusPipeline> logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = null };

    /// <summary>How the HTTP API says that a request does not get in: in the form of its errors.</summary>
    public static RefusalForm Refusals { get; } = new(static (context, refusal) => ErrorAsync(context, PrometheusErrorType.Of(refusal), refusal.Message));

    /// <summary>The handler as ASP.NET runs it.</summary>
    public RequestDelegate Run(PrometheusHandler handler) => async context =>
    {
        try
        {
            if (!RequestTenant.TryGet(context.Request, out string tenant))
            {
                throw PrometheusException.BadData(RequestTenant.Fault);
            }

            await handler(new PrometheusRequest(context, tenant, await ReadFormAsync(context)), context.RequestAborted);
        }
        catch (PrometheusException exception)
        {
            await ErrorAsync(context, exception.Type, exception.Message);
        }
        catch (PromQLSyntaxException exception)
        {
            await ErrorAsync(context, PrometheusErrorType.BadData, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = PrometheusErrorType.Canceled.Status;
        }
#pragma warning disable CA1031 // The boundary of the API: a defect or a lost call becomes an answer that the client understands.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailed(exception, context.Request.Path);
            await ErrorAsync(context, exception is TimeoutException ? PrometheusErrorType.Overloaded : PrometheusErrorType.Internal, exception.Message);
        }
    };

    /// <summary>Answers with data of little size.</summary>
    public static Task AnswerAsync<T>(HttpContext context, T data)
    {
        context.Response.ContentType = PrometheusAnswer.ContentType;
        return JsonSerializer.SerializeAsync(context.Response.Body, new { status = "success", data }, Json, context.RequestAborted);
    }

    private static async ValueTask<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            throw PrometheusException.BadData($"error parsing form values: {exception.Message}");
        }
    }

    private static async Task ErrorAsync(HttpContext context, PrometheusErrorType type, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = type.Status;
        context.Response.ContentType = PrometheusAnswer.ContentType;
        Write();
        await context.Response.BodyWriter.FlushAsync(CancellationToken.None);

        void Write()
        {
            var json = new JsonOutput(context.Response.BodyWriter);
            PrometheusAnswer.Error(ref json, type.Name, message);
            json.Commit();
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "A request to {Path} failed")]
    private partial void LogFailed(Exception exception, PathString path);
}
