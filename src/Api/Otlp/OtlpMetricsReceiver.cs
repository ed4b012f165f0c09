using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Api.Otlp;

/// <summary>
/// Metrics. The whole request is decoded before anything is stored, so a damaged one stores nothing. What is refused is told as a partial success, because an OpenTelemetry client
/// drops a request that failed as a whole.
/// </summary>
internal sealed class OtlpMetricsReceiver(
    IMetricsCluster cluster,
    MetricsIngest ingest,
    IngestionRates rates,
    IngestInstruments instruments,
    SlotBatchesPool batchesPool,
    IOptions<ApiOptions> options) : IOtlpReceiver
{
    private readonly ObjectPool<OtlpMetricsDecoder> _decoders = new DefaultObjectPool<OtlpMetricsDecoder>(new DecoderPolicy(options.Value.Otlp));
    private readonly ObjectPool<ProtoWriter> _converted = new DefaultObjectPool<ProtoWriter>(new ConvertedPolicy());

    public OtlpSignal Signal => OtlpSignal.Metrics;

    public async Task<OtlpResult> ReceiveAsync(string tenant, OtlpFormat format, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(tenant, cancellationToken);
        SlotBatches batches = batchesPool.Rent(settings.MetricsSlots);
        OtlpMetricsDecoder decoder = _decoders.Get();
        bool reusable = true;
        try
        {
            Decode(format, message.Span, decoder, batches);
            int wait = rates.Take(tenant, settings.Limits, batches.Samples + batches.Histograms);
            if (wait > 0)
            {
                instruments.RateLimited(tenant);
                return OtlpResult.RateLimited("the tenant sends more samples a second than it may", wait);
            }

            reusable = false;
            WriteOutcome outcome = await ingest.StoreAsync(tenant, batches);
            reusable = !outcome.BatchesMayBeInUse;
            instruments.Stored(tenant, "otlp", outcome);
            instruments.Translated(tenant, decoder);
            return ResultOf(outcome, decoder);
        }
        finally
        {
            _decoders.Return(decoder);
            if (reusable)
            {
                batchesPool.Return(batches);
            }
        }
    }

    /// <summary>A point may come to many samples; no more points were refused than there were.</summary>
    private static OtlpResult ResultOf(WriteOutcome outcome, OtlpMetricsDecoder decoder) => outcome.Status == ReplyStatus.Ok
        ? OtlpResult.Accepted(
            decoder.RejectedPoints + Math.Min(decoder.AcceptedPoints, outcome.Rejections.Sum(static rejection => rejection.Items)),
            decoder.FirstFault ?? outcome.Rejections.FirstOrDefault()?.FirstMessage)
        : OtlpResult.Of(outcome.Status, outcome.Message, outcome.RetryAfterSeconds);

    private void Decode(OtlpFormat format, ReadOnlySpan<byte> message, OtlpMetricsDecoder decoder, SlotBatches batches)
    {
        if (format == OtlpFormat.Protobuf)
        {
            decoder.Decode(message, batches);
            return;
        }

        ProtoWriter converted = _converted.Get();
        OtlpJson.MetricsToProtobuf(message, converted, options.Value.MaxDecodedWriteBytes);
        decoder.Decode(converted.Written, batches);
        _converted.Return(converted);
    }

    private sealed class DecoderPolicy(OtlpMetricsOptions options) : PooledObjectPolicy<OtlpMetricsDecoder>
    {
        public override OtlpMetricsDecoder Create() => new(options);

        public override bool Return(OtlpMetricsDecoder obj) => true;
    }

    private sealed class ConvertedPolicy : PooledObjectPolicy<ProtoWriter>
    {
        private const int LargestKept = 1 << 20;

        public override ProtoWriter Create() => new();

        public override bool Return(ProtoWriter obj)
        {
            bool keep = obj.Written.Length <= LargestKept;
            obj.Clear();
            return keep;
        }
    }
}
