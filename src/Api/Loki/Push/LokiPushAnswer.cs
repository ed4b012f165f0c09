using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;

namespace Orleans.Obs.Api.Loki.Push;

/// <summary>
/// The status that a client of Loki acts on: 429 and 5xx mean again, other 4xx never again. Some repeat everything but 400, so 400 it is for what can never be stored. What was good is
/// stored in any case.
/// </summary>
internal static class LokiPushAnswer
{
    private const string NoStreams = "error at least one valid stream is required for ingestion";

    /// <summary>How somebody who does not get in hears it.</summary>
    public static RefusalForm Refusals { get; } = new(static (context, refusal) => FailAsync(context, refusal.Status, refusal.Message));

    /// <summary>Answers a request that reached the shards.</summary>
    public static Task WriteAsync(HttpContext context, LogsOutcome outcome)
    {
        if (outcome.IsForLater)
        {
            LogsWritePipeline.SetRetryAfter(context, outcome.RetryAfterSeconds);
            return FailAsync(context, outcome.IsRateLimited ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable, outcome.Message);
        }

        if (outcome.Status == ReplyStatus.Failed)
        {
            return FailAsync(context, StatusCodes.Status500InternalServerError, outcome.Message);
        }

        if (outcome.Streams == 0)
        {
            return FailAsync(context, StatusCodes.Status422UnprocessableEntity, NoStreams);
        }

        if (outcome.Rejections.Length > 0)
        {
            bool canPass = outcome.Rejections.Any(static rejection => rejection.Reason == LogsRejectReason.StreamLimit);
            return FailAsync(context, canPass ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest, Describe(outcome.Rejections));
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers with an error.</summary>
    public static Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(message + "\n");
    }

    /// <summary>The complaint; of several, and of one that holds for several lines, each with its count.</summary>
    private static string Describe(ImmutableArray<LogsRejection> rejections) => rejections is [{ Items: 1 } only]
        ? only.FirstMessage
        : string.Join("; ", rejections.Select(static rejection => string.Create(CultureInfo.InvariantCulture, $"{rejection.Items} errors like: {rejection.FirstMessage}")));
}
