using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;

namespace Orleans.Obs.Api.Prometheus.RemoteWrite;

/// <summary>
/// The status that a remote write client acts on. 4xx but 429 means never again, 5xx means again and nothing else until then; so bad data is never a 5xx. A version 2 client
/// that gets no counts of what was written believes that it was not understood; a version 1 client that gets counts of zero believes that everything was lost, so it gets none.
/// </summary>
internal static class RemoteWriteAnswer
{
    private const string SamplesWritten = "X-Prometheus-Remote-Write-Samples-Written";
    private const string HistogramsWritten = "X-Prometheus-Remote-Write-Histograms-Written";
    private const string ExemplarsWritten = "X-Prometheus-Remote-Write-Exemplars-Written";

    /// <summary>
    /// Answers a request that reached the shards. In version 1 series with invalid labels and exemplars are left out without a word, as Prometheus does; anything else that was refused
    /// gives 400, and what was good is stored all the same.
    /// </summary>
    public static Task WriteAsync(HttpContext context, RemoteWriteVersion version, WriteOutcome outcome)
    {
        if (version == RemoteWriteVersion.Two)
        {
            SetWritten(context.Response, outcome.Samples, outcome.Histograms, outcome.Exemplars);
        }

        switch (outcome.Status)
        {
            case ReplyStatus.Unavailable or ReplyStatus.Overloaded or ReplyStatus.Moved:
                return RetryAsync(context, StatusCodes.Status503ServiceUnavailable, Math.Max(outcome.RetryAfterSeconds, 1), outcome.Message);
            case ReplyStatus.Failed:
                return TextAsync(context, StatusCodes.Status500InternalServerError, outcome.Message);
            default:
                break;
        }

        string[] faults = [.. outcome.Rejections.Where(rejection => version == RemoteWriteVersion.Two || FailsVersion1(rejection.Reason)).Select(Describe)];
        if (faults.Length > 0)
        {
            return TextAsync(context, StatusCodes.Status400BadRequest, string.Join('\n', faults));
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers a request of which nothing was stored.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string message)
    {
        SetWritten(context.Response, 0, 0, 0);
        return TextAsync(context, status, message);
    }

    /// <summary>Answers a request of which nothing was stored and that may be sent again.</summary>
    public static Task RetryAsync(HttpContext context, int status, int retryAfterSeconds, string message)
    {
        if (!context.Response.Headers.ContainsKey(SamplesWritten))
        {
            SetWritten(context.Response, 0, 0, 0);
        }

        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return TextAsync(context, status, message);
    }

    private static bool FailsVersion1(MetricsRejectReason reason) => reason is not (MetricsRejectReason.InvalidLabels or MetricsRejectReason.InvalidExemplar);

    private static string Describe(MetricsRejection rejection) => rejection.Items > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{rejection.FirstMessage} (and {rejection.Items - 1} more)")
        : rejection.FirstMessage;

    private static void SetWritten(HttpResponse response, int samples, int histograms, int exemplars)
    {
        response.Headers[SamplesWritten] = samples.ToString(CultureInfo.InvariantCulture);
        response.Headers[HistogramsWritten] = histograms.ToString(CultureInfo.InvariantCulture);
        response.Headers[ExemplarsWritten] = exemplars.ToString(CultureInfo.InvariantCulture);
    }

    private static Task TextAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n");
    }
}
