using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.Loki.Push;

/// <summary>
/// <c>POST /loki/api/v1/push</c>: protobuf in a snappy block, or JSON when the content type says so. The whole request is decoded before anything is stored, so a damaged body stores
/// nothing.
/// </summary>
internal sealed class LokiPushEndpoint(LogsIngest ingest, LogsWritePipeline pipeline, StreamResolver streams, IOptions<ApiOptions> options)
{
    private readonly LokiPushDecoder _decoder = new(streams);
    private readonly ObjectPool<LokiJsonPushDecoder> _jsonDecoders = new DefaultObjectPool<LokiJsonPushDecoder>(new JsonDecoders(streams));

    /// <summary>The handler as ASP.NET runs it.</summary>
    public RequestDelegate Handler => pipeline.Run(HandleAsync, LokiPushAnswer.FailAsync);

    private async Task HandleAsync(LogsWrite write)
    {
        bool isJson = (write.Context.Request.ContentType ?? "").Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
        LogsOutcome outcome = isJson
            ? await ingest.StoreAsync(write.Tenant, "loki_json", write, DecodeJson, write.Context.RequestAborted)
            : await ingest.StoreAsync(write.Tenant, "loki", write, DecodeProtobuf, write.Context.RequestAborted);
        await LokiPushAnswer.WriteAsync(write.Context, outcome);
    }

    private void DecodeJson(LogsWrite write, LogBatches batches)
    {
        write.Memory.Reserve(write.Body.Length);
        LokiJsonPushDecoder decoder = _jsonDecoders.Get();
        decoder.Decode(write.Body.Span, batches);
        _jsonDecoders.Return(decoder);
    }

    private void DecodeProtobuf(LogsWrite write, LogBatches batches)
    {
        int limit = options.Value.MaxDecodedWriteBytes;
        if (SnappyBlock.Exceeds(write.Body.Span, limit))
        {
            throw new OversizedMessageException($"the decompressed body is larger than {limit} bytes");
        }

        // The decoded message and, for a while at the same time, the batches made of it.
        write.Memory.Reserve(2L * SnappyBlock.DecodedLength(write.Body.Span, limit));
        ArraySegment<byte> message = SnappyBlock.Decode(write.Body.Span, limit);
        try
        {
            _decoder.Decode(message, batches);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message.Array!);
        }
    }

    private sealed class JsonDecoders(StreamResolver streams) : PooledObjectPolicy<LokiJsonPushDecoder>
    {
        public override LokiJsonPushDecoder Create() => new(streams);

        public override bool Return(LokiJsonPushDecoder obj) => true;
    }
}
