using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Api.Listeners;

/// <summary>
/// Stores for clients that can't be told to come back later: it tries again by itself for as long as a client can be expected to wait, which meanwhile is not read from. What can never be
/// stored is said in the log, since nobody else would hear it.
/// </summary>
internal sealed partial class PatientIngest(LogsIngest ingest, IOptions<ListenerOptions> options, TimeProvider time, ILogger<PatientIngest> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Decodes and stores; false when nothing could be stored in time.</summary>
    public async Task<bool> StoreAsync<TSource>(string protocol, TSource source, Action<TSource, LogBatches> decode)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            LogsOutcome outcome = await ingest.StoreAsync(options.Value.Tenant, protocol, source, decode, CancellationToken.None);
            if (!outcome.IsForLater)
            {
                Report(protocol, outcome);
                return outcome.Status == ReplyStatus.Ok;
            }

            var wait = TimeSpan.FromSeconds(Math.Clamp(outcome.RetryAfterSeconds, 1, LongestWait.TotalSeconds));
            if (time.GetElapsedTime(began) + wait > Patience)
            {
                LogGaveUp(protocol, outcome.Message);
                return false;
            }

            await Task.Delay(wait, time);
        }
    }

    private void Report(string protocol, LogsOutcome outcome)
    {
        if (outcome.Status != ReplyStatus.Ok)
        {
            LogFailed(protocol, outcome.Message);
        }

        foreach (LogsRejection rejection in outcome.Rejections)
        {
            LogRefused(protocol, rejection.Items, rejection.FirstMessage);
        }
    }

    [LoggerMessage(2411, LogLevel.Warning, "{Protocol}: {Lines} lines are refused: {Reason}")]
    private partial void LogRefused(string protocol, int lines, string reason);

    [LoggerMessage(2412, LogLevel.Warning, "{Protocol}: lines can't be stored now: {Reason}")]
    private partial void LogGaveUp(string protocol, string reason);

    [LoggerMessage(2413, LogLevel.Error, "{Protocol}: lines can't be stored: {Reason}")]
    private partial void LogFailed(string protocol, string reason);
}
