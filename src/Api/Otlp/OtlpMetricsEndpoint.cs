using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Otlp;

/// <summary>
/// OTLP metrics over HTTP, protobuf or JSON, plain or gzip. What is refused is told as a partial success, because an OpenTelemetry client sends a request that failed again as a whole.
/// </summary>
internal sealed partial class OtlpMetricsEndpoint(
    IMetricsCluster cluster,
    MetricsIngest ingest,
    WriteBudget budget,
    IngestionRates rates,
    IngestInstruments instruments,
    SlotBatchesPool batchesPool,
    IOptions<ApiOptions> options,
    ILogger<OtlpMetricsEndpoint> logger)
{
    private const int UnknownLength = 1 << 20;
    private const int RetryAfterSeconds = 1;

    public async Task HandleAsync(HttpContext context)
    {
        if (OtlpAnswer.FormatOf(context.Request) is not { } format)
        {
            await OtlpAnswer.FailAsync(context, OtlpFormat.Json, StatusCodes.Status400BadRequest, "expected application/x-protobuf or application/json, plain or gzip");
            return;
        }

        if (!RequestTenant.TryGet(context.Request, out string tenant))
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, RequestTenant.Fault);
            return;
        }

        using WriteLease lease = budget.Take(tenant, 4 * (context.Request.ContentLength ?? UnknownLength));
        if (lease.Admission != WriteAdmission.Granted)
        {
            int status = lease.Admission == WriteAdmission.TenantBusy ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
            await RetryAsync(context, format, status, RetryAfterSeconds, "too many bytes of write requests are in flight");
            return;
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, options.Value.MaxWriteBodyBytes, context.RequestAborted);
            await StoreAsync(context, format, tenant, body);
        }
        catch (BadHttpRequestException exception)
        {
            await OtlpAnswer.FailAsync(context, format, exception.StatusCode, exception.Message);
        }
        catch (Exception exception) when (exception is MalformedMessageException or InvalidDataException)
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before its request was complete; nobody reads an answer.
        }
#pragma warning disable CA1031 // The boundary of the API: whatever the cluster throws, the client hears 503 and tries again.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailed(exception, tenant);
            await RetryAsync(context, format, StatusCodes.Status503ServiceUnavailable, RetryAfterSeconds, "storage is not available");
        }
    }

    private async Task StoreAsync(HttpContext context, OtlpFormat format, string tenant, RequestBody body)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(tenant, context.RequestAborted);
        SlotBatches batches = batchesPool.Rent(settings.MetricsSlots);
        bool reusable = true;
        try
        {
            var decoder = new OtlpMetricsDecoder(options.Value.Otlp);
            Decode(context.Request, format, body.Bytes, decoder, batches);
            int wait = rates.Take(tenant, settings.Limits, batches.Samples + batches.Histograms);
            if (wait > 0)
            {
                instruments.RateLimited(tenant);
                await RetryAsync(context, format, StatusCodes.Status429TooManyRequests, wait, "the tenant sends more samples a second than it may");
                return;
            }

            reusable = false;
            WriteOutcome outcome = await ingest.StoreAsync(tenant, batches);
            reusable = !outcome.BatchesMayBeInUse;
            instruments.Stored(tenant, "otlp", outcome);
            await AnswerAsync(context, format, decoder, outcome);
        }
        finally
        {
            if (reusable)
            {
                batchesPool.Return(batches);
            }
        }
    }

    private void Decode(HttpRequest request, OtlpFormat format, ReadOnlySpan<byte> body, OtlpMetricsDecoder decoder, SlotBatches batches)
    {
        byte[] inflated = [];
        try
        {
            if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "")
            {
                (inflated, int length) = Inflate(body, options.Value.MaxDecodedWriteBytes);
                body = inflated.AsSpan(0, length);
            }

            decoder.Decode(format == OtlpFormat.Json ? OtlpJson.MetricsToProtobuf(body).Span : body, batches);
        }
        finally
        {
            if (inflated.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(inflated);
            }
        }
    }

    /// <summary>Decompresses gzip into a pooled array, up to a limit.</summary>
    private static (byte[] Buffer, int Length) Inflate(ReadOnlySpan<byte> body, int limit)
    {
        using var gzip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(64 * 1024, Math.Min(limit, body.Length * 4)));
        int length = 0;
        while (true)
        {
            int read = gzip.Read(buffer, length, buffer.Length - length);
            if (read == 0)
            {
                return (buffer, length);
            }

            length += read;
            if (length > limit)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw new BadHttpRequestException($"the decompressed request body is larger than {limit} bytes", StatusCodes.Status413PayloadTooLarge);
            }

            if (length == buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    private static Task AnswerAsync(HttpContext context, OtlpFormat format, OtlpMetricsDecoder decoder, WriteOutcome outcome)
    {
        switch (outcome.Status)
        {
            case ReplyStatus.Unavailable or ReplyStatus.Overloaded or ReplyStatus.Moved:
                return RetryAsync(context, format, StatusCodes.Status503ServiceUnavailable, Math.Max(outcome.RetryAfterSeconds, RetryAfterSeconds), outcome.Message);
            case ReplyStatus.Failed:
                return OtlpAnswer.FailAsync(context, format, StatusCodes.Status500InternalServerError, outcome.Message);
            default:
                int rejected = decoder.RejectedPoints + outcome.Rejections.Sum(rejection => rejection.Items);
                string? fault = decoder.FirstFault ?? outcome.Rejections.FirstOrDefault()?.FirstMessage;
                return OtlpAnswer.SucceedAsync(context, format, rejected, fault ?? "");
        }
    }

    private static Task RetryAsync(HttpContext context, OtlpFormat format, int status, int seconds, string message)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return OtlpAnswer.FailAsync(context, format, status, message);
    }

    [LoggerMessage(2201, LogLevel.Warning, "An OTLP request of {Tenant} failed before it reached the shards")]
    private partial void LogFailed(Exception exception, string tenant);
}
