using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Grains.Log;

/// <summary>
/// The write-ahead log of this silo. Opened before the first grain can activate, sealed after the last one is gone. When another silo closes it, believing this one
/// dead, a new log takes its place; shards find out at their next append and deactivate.
/// </summary>
internal sealed partial class SiloLogs(
    IBlobStore store, GrainSettings settings, TimeProvider clock, ILocalSiloDetails silo, ILogger<SiloLogs> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Lock _replacing = new();
    private SiloLog? _current;
    private bool _stopped;

    /// <summary>The log to take shards with.</summary>
    public ISiloLog Current => _current ?? throw new InvalidOperationException("the silo has not opened its log yet");

    /// <summary>True while records can be made durable.</summary>
    public bool IsWritable => _current is { IsWritable: true };

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<SiloLogs>(
        ServiceLifecycleStage.ApplicationServices,
        _ =>
        {
            Open();
            return Task.CompletedTask;
        },
        _ => SealAsync());

    private void Open()
    {
        lock (_replacing)
        {
            if (_stopped)
            {
                return;
            }

            var log = new SiloLog(store, SiloLog.NewLogId(silo.SiloAddress.Endpoint.ToString().Replace(':', '-'), clock), settings.Log, clock);
            _current = log;
            LogOpened(log.LogId);
            _ = ReplaceWhenClosedAsync(log);
        }
    }

    private async Task ReplaceWhenClosedAsync(SiloLog log)
    {
        await log.Closed.ConfigureAwait(false);
        LogClosedByAnother(log.LogId);
        Open();
        await log.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SealAsync()
    {
        SiloLog? log;
        lock (_replacing)
        {
            (log, _stopped) = (_current, true);
        }

        if (log is not null)
        {
            await log.DisposeAsync().ConfigureAwait(false);
            LogSealed(log.LogId);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Opened log {LogId}")]
    private partial void LogOpened(string logId);

    [LoggerMessage(2002, LogLevel.Warning, "Another silo closed log {LogId}; its shards are given up and a new log begins")]
    private partial void LogClosedByAnother(string logId);

    [LoggerMessage(2003, LogLevel.Information, "Sealed log {LogId}")]
    private partial void LogSealed(string logId);
}
