using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Logs;

/// <summary>What all requests with logs have in common, whatever protocol they speak: the tenant, memory that is bounded, decompression, and which failure is worth another try.</summary>
internal sealed partial class LogsWritePipeline(WriteBudget budget, IOptions<ApiOptions> options, ILogger<LogsWritePipeline> logger)
{
    private const int UnknownLength = 1 << 20;
    private const int RetryAfterSeconds = 1;

    /// <summary>The handler as ASP.NET runs it.</summary>
    /// <param name="handler">Stores and answers.</param>
    /// <param name="fail">Answers a request of which nothing was stored, with a status and words, in the form of the protocol.</param>
    public RequestDelegate Run(Func<LogsWrite, Task> handler, Func<HttpContext, int, string, Task> fail) => async context =>
    {
        if (!RequestTenant.TryGet(context.Request, out string tenant))
        {
            await fail(context, StatusCodes.Status400BadRequest, RequestTenant.Fault);
            return;
        }

        try
        {
            using var memory = new WriteReservation(budget, tenant);
            memory.Reserve(context.Request.ContentLength ?? UnknownLength);
            using RequestBody body = await RequestBody.ReadAsync(context.Request, options.Value.MaxWriteBodyBytes, context.RequestAborted);
            await HandleAsync(context, tenant, body, memory, handler);
        }
        catch (WriteRefusedException exception)
        {
            SetRetryAfter(context, RetryAfterSeconds);
            await fail(context, exception.Status, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            await fail(context, exception.StatusCode, exception.Message);
        }
        catch (OversizedMessageException exception)
        {
            await fail(context, StatusCodes.Status413PayloadTooLarge, exception.Message);
        }
        catch (MalformedMessageException exception)
        {
            await fail(context, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before its request was complete; nobody reads an answer.
        }
#pragma warning disable CA1031 // The boundary of the API: whatever the cluster throws, the client hears 503 and tries again.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailed(exception, tenant, context.Request.Path);
            SetRetryAfter(context, RetryAfterSeconds);
            await fail(context, StatusCodes.Status503ServiceUnavailable, "storage is not available");
        }
    };

    /// <summary>Tells the client when to try again.</summary>
    public static void SetRetryAfter(HttpContext context, int seconds) => context.Response.Headers.RetryAfter = Math.Max(seconds, RetryAfterSeconds).ToString(CultureInfo.InvariantCulture);

    private async Task HandleAsync(HttpContext context, string tenant, RequestBody body, WriteReservation memory, Func<LogsWrite, Task> handler)
    {
        if (FormatOf(context.Request) is not { } format)
        {
            await handler(new LogsWrite(context, tenant, body.Memory, memory));
            return;
        }

        ArraySegment<byte> expanded = Compressed.Expand(format, body.Memory, options.Value.MaxDecodedWriteBytes, bytes => memory.Reserve(bytes));
        try
        {
            await handler(new LogsWrite(context, tenant, expanded, memory));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(expanded.Array!);
        }
    }

    /// <summary>How the body is compressed; null when it is not. Snappy is part of the messages that have it, whatever the header says.</summary>
    private static CompressionFormat? FormatOf(HttpRequest request)
    {
        string? encoding = request.Headers.ContentEncoding;
        return encoding?.Trim().ToLowerInvariant() switch
        {
            null or "" or "identity" or "snappy" => null,
            "gzip" => CompressionFormat.Gzip,
            "deflate" => CompressionFormat.Deflate,
            "zstd" => CompressionFormat.Zstd,
            _ => throw new MalformedMessageException($"Content-Encoding \"{encoding}\" not supported"),
        };
    }

    [LoggerMessage(2302, LogLevel.Warning, "A request of {Tenant} to {Path} failed before its logs were stored")]
    private partial void LogFailed(Exception exception, string tenant, PathString path);
}
