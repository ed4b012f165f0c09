using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Http;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>What all endpoints of the HTTP API have in common: the tenant, the parameters, and the form of errors.</summary>
internal sealed partial class PrometheusPipeline(ILogger<PrometheusPipeline> logger)
{
    /// <summary>The largest form, in bytes; what Go's servers take.</summary>
    private const int MaxFormBytes = 10 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = null,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How the HTTP API says that a request does not get in: in the form of its errors.</summary>
    public static RefusalForm Refusals { get; } = new(static (context, refusal) => EnvelopeAsync(context, PrometheusErrorType.Of(refusal), refusal.Message));

    /// <summary>How an endpoint answers when it can't.</summary>
    private delegate Task ErrorWriter(HttpContext context, PrometheusErrorType type, string message);

    /// <summary>The handler as ASP.NET runs it; errors come in the API's envelope.</summary>
    public RequestDelegate Run(PrometheusHandler handler) => context => RunAsync(context, handler, EnvelopeAsync);

    /// <summary>The handler of an endpoint whose errors are lines of plain text.</summary>
    public RequestDelegate RunPlain(PrometheusHandler handler) => context => RunAsync(context, handler, PlainTextAsync);

    /// <summary>Answers with data of little size.</summary>
    public static Task AnswerAsync<T>(HttpContext context, T data) => AnswerPlainlyAsync(context, new { status = "success", data });

    /// <summary>Answers with JSON that has no envelope.</summary>
    public static Task AnswerPlainlyAsync<T>(HttpContext context, T content)
    {
        context.Response.ContentType = PrometheusAnswer.ContentType;
        return JsonSerializer.SerializeAsync(context.Response.Body, content, Json, context.RequestAborted);
    }

    /// <summary>Ends a request that has no data.</summary>
    public static Task NoContentAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task RunAsync(HttpContext context, PrometheusHandler handler, ErrorWriter fail)
    {
        try
        {
            if (!RequestTenant.TryGet(context.Request, out string tenant))
            {
                throw PrometheusException.BadData(RequestTenant.Fault);
            }

            var address = UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(context.Request.QueryString.Value is { Length: > 0 } query ? query[1..] : ""));
            await handler(new PrometheusRequest(context, tenant, await ReadFormAsync(context), address), context.RequestAborted);
        }
        catch (PrometheusException exception)
        {
            await FailAsync(exception.Type, exception.Message);
        }
        catch (PromQLSyntaxException exception)
        {
            await FailAsync(PrometheusErrorType.BadData, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read it; it is what logs and proxies see.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = PrometheusErrorType.Canceled.Status;
            }
        }
#pragma warning disable CA1031 // The boundary of the API: a defect or a lost call becomes an answer that the client understands.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, context.Request.Path);
            await FailAsync(exception is TimeoutException ? PrometheusErrorType.Overloaded : PrometheusErrorType.Internal, exception.Message);
        }

        Task FailAsync(PrometheusErrorType type, string message)
        {
            if (context.Response.HasStarted)
            {
                // A client must not take half an answer for a whole one.
                context.Abort();
                return Task.CompletedTask;
            }

            context.Response.StatusCode = type.Status;
            if (type.RetryAfterSeconds > 0)
            {
                context.Response.Headers.RetryAfter = type.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            return fail(context, type, message);
        }
    }

    private static async ValueTask<UrlEncodedForm> ReadFormAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (HttpMethods.IsGet(request.Method) || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return UrlEncodedForm.Empty;
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(request, MaxFormBytes, context.RequestAborted);
            return UrlEncodedForm.Parse(body.Bytes);
        }
        catch (BadHttpRequestException exception)
        {
            throw PrometheusException.BadData($"error parsing form values: {exception.Message}");
        }
    }

    private static async Task EnvelopeAsync(HttpContext context, PrometheusErrorType type, string message)
    {
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

    private static Task PlainTextAsync(HttpContext context, PrometheusErrorType type, string message)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(message + "\n", CancellationToken.None);
    }

    [LoggerMessage(2001, LogLevel.Error, "A request to {Path} failed")]
    private partial void LogFailed(Exception exception, PathString path);
}
