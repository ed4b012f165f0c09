using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Protocols.Elasticsearch;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.Elasticsearch;

/// <summary><c>_bulk</c>: documents become lines. One item for each action, in order; a request that has to wait is refused as a whole, so that clients repeat it as a whole.</summary>
internal sealed class BulkEndpoint(LogsIngest ingest, LogsWritePipeline pipeline, StreamResolver streams, TimeProvider time)
{
    /// <summary>The handler as ASP.NET runs it.</summary>
    public RequestDelegate Handler => pipeline.Run(HandleAsync, ElasticsearchAnswer.FailAsync);

    private async Task HandleAsync(LogsWrite write)
    {
        long began = time.GetTimestamp();
        write.Memory.Reserve(2L * write.Body.Length);
        var bulk = new BulkRequest(write.Body, write.Context.GetRouteValue("index") as string ?? "", time.GetUtcNow(), streams);
        LogsOutcome outcome = await ingest.StoreAsync(write.Tenant, "elasticsearch", bulk, static (bulk, batches) => bulk.Decode(batches), write.Context.RequestAborted);
        if (outcome.IsForLater || outcome.Rejections.Any(static rejection => rejection.Reason == LogsRejectReason.StreamLimit))
        {
            LogsWritePipeline.SetRetryAfter(write.Context, outcome.RetryAfterSeconds);
            int status = outcome.Status == ReplyStatus.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
            await ElasticsearchAnswer.FailAsync(write.Context, status, outcome.IsForLater ? outcome.Message : outcome.Rejections[0].FirstMessage);
            return;
        }

        if (outcome.Status == ReplyStatus.Failed)
        {
            await ElasticsearchAnswer.FailAsync(write.Context, StatusCodes.Status500InternalServerError, outcome.Message);
            return;
        }

        ElasticsearchAnswer.Begin(write.Context);
        var filter = FilterPath.Parse(write.Context.Request.Query["filter_path"].ToString());
        BulkAnswer.Write(write.Context.Response.BodyWriter, bulk.Items, (long)time.GetElapsedTime(began).TotalMilliseconds, filter);
        await write.Context.Response.BodyWriter.FlushAsync(write.Context.RequestAborted);
    }
}
