using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Prometheus.RemoteWrite;

/// <summary><c>POST /api/v1/write</c>: remote write 1.0 and 2.0. The whole request is decoded before anything is stored, so a damaged body stores nothing.</summary>
internal sealed partial class RemoteWriteEndpoint(
    IMetricsCluster cluster,
    MetricsIngest ingest,
    WriteBudget budget,
    IngestionRates rates,
    SlotBatchesPool batchesPool,
    IngestInstruments instruments,
    IOptions<ApiOptions> options,
    ILogger<RemoteWriteEndpoint> logger)
{
    private const int UnknownLength = 1 << 20;
    private const int RetryAfterSeconds = 1;

    private readonly ObjectPool<RemoteWrite1Decoder> _decoders1 = ObjectPool.Create<RemoteWrite1Decoder>();
    private readonly ObjectPool<RemoteWrite2Decoder> _decoders2 = ObjectPool.Create<RemoteWrite2Decoder>();

    public async Task HandleAsync(HttpContext context)
    {
        RemoteWriteVersion version = RemoteWriteVersions.Of(context.Request);
        if (version == RemoteWriteVersion.Unsupported)
        {
            await RemoteWriteAnswer.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "expected application/x-protobuf in snappy's block format");
            return;
        }

        if (!RequestTenant.TryGet(context.Request, out string tenant))
        {
            await RemoteWriteAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, RequestTenant.Fault);
            return;
        }

        using WriteLease lease = budget.Take(tenant, context.Request.ContentLength ?? UnknownLength);
        if (lease.Admission != WriteAdmission.Granted)
        {
            await BusyAsync(context, lease.Admission);
            return;
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, options.Value.MaxWriteBodyBytes, context.RequestAborted);
            await StoreAsync(context, version, tenant, body);
        }
        catch (BadHttpRequestException exception)
        {
            await RemoteWriteAnswer.RefuseAsync(context, exception.StatusCode, exception.Message);
        }
        catch (MalformedMessageException exception)
        {
            await RemoteWriteAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
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
            await RemoteWriteAnswer.RetryAsync(context, StatusCodes.Status503ServiceUnavailable, RetryAfterSeconds, "storage is not available");
        }
    }

    private static Task BusyAsync(HttpContext context, WriteAdmission admission) => admission == WriteAdmission.TenantBusy
        ? RemoteWriteAnswer.RetryAsync(context, StatusCodes.Status429TooManyRequests, RetryAfterSeconds, "too many bytes of this tenant's write requests are in flight")
        : RemoteWriteAnswer.RetryAsync(context, StatusCodes.Status503ServiceUnavailable, RetryAfterSeconds, "too many bytes of write requests are in flight");

    private async Task StoreAsync(HttpContext context, RemoteWriteVersion version, string tenant, RequestBody body)
    {
        int decodedLength = SnappyBlock.DecodedLength(body.Bytes, options.Value.MaxDecodedWriteBytes);
        // The decoded message and, for a while at the same time, the batches made of it.
        using WriteLease lease = budget.Take(tenant, 2L * decodedLength);
        if (lease.Admission != WriteAdmission.Granted)
        {
            await BusyAsync(context, lease.Admission);
            return;
        }

        TenantSettings settings = await cluster.SettingsOfAsync(tenant, context.RequestAborted);
        SlotBatches batches = batchesPool.Rent(settings.MetricsSlots);
        bool reusable = true;
        try
        {
            Decode(version, body.Bytes, batches);
            int wait = rates.Take(tenant, settings.Limits, batches.Samples + batches.Histograms);
            if (wait > 0)
            {
                instruments.RateLimited(tenant);
                await RemoteWriteAnswer.RetryAsync(context, StatusCodes.Status429TooManyRequests, wait, "the tenant sends more samples a second than it may");
                return;
            }

            reusable = false;
            WriteOutcome outcome = await ingest.StoreAsync(tenant, batches);
            reusable = !outcome.BatchesMayBeInUse;
            instruments.Stored(tenant, version == RemoteWriteVersion.Two ? "remote_write_2" : "remote_write_1", outcome);
            await RemoteWriteAnswer.WriteAsync(context, version, outcome);
        }
        finally
        {
            if (reusable)
            {
                batchesPool.Return(batches);
            }
        }
    }

    private void Decode(RemoteWriteVersion version, ReadOnlySpan<byte> block, SlotBatches batches)
    {
        ArraySegment<byte> message = SnappyBlock.Decode(block, options.Value.MaxDecodedWriteBytes);
        try
        {
            if (version == RemoteWriteVersion.Two)
            {
                RemoteWrite2Decoder decoder = _decoders2.Get();
                decoder.Decode(message, batches);
                _decoders2.Return(decoder);
            }
            else
            {
                RemoteWrite1Decoder decoder = _decoders1.Get();
                decoder.Decode(message, batches);
                _decoders1.Return(decoder);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message.Array!);
        }
    }

    [LoggerMessage(2102, LogLevel.Warning, "A write request of {Tenant} failed before it reached the shards")]
    private partial void LogFailed(Exception exception, string tenant);
}
