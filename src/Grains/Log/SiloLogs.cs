using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Grains.Log;

/// <summary>
/// The write-ahead log of this silo. Opened before the first grain can activate, sealed after the last one is gone. When another silo closes it, believing this one
/// dead, a new log takes its place; shards find out at their next append and deactivate.
/// </summary>
internal sealed partial class SiloLogs(
    IBlobStore store, GrainSettings settings, TimeProvider clock, ILocalSiloDetails silo, ILogger<SiloLogs> logger) : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly Lock _replacing = new();
    private volatile SiloLog? _current;
    private bool _stopped;

    /// <summary>The log to take shards with.</summary>
    public ISiloLog Current
    {
        get
        {
            SiloLog log = _current ?? throw new InvalidOperationException("the silo has not opened its log yet");
            if (log.IsClosed)
            {
                Replace(log);
            }

            return _current;
        }
    }

    /// <summary>The log that is open now; null before the start.</summary>
    public SiloLog? Living => _current;

    /// <summary>True while records can be made durable.</summary>
    public bool IsWritable => _current is { IsWritable: true };

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<SiloLogs>(
        ServiceLifecycleStage.ApplicationServices,
        _ =>
        {
            Replace(closed: null);
            return Task.CompletedTask;
        },
        async _ => await DisposeAsync());

    /// <summary>Opens a log in the place of one that was closed, or of none; once, whoever notices first.</summary>
    private void Replace(SiloLog? closed)
    {
        lock (_replacing)
        {
            if (_stopped || _current != closed)
            {
                return;
            }

            _current = new SiloLog(store, SiloLog.NewLogId(silo.SiloAddress.ToParsableString(), clock), settings.Log, clock);
            LogOpened(_current.LogId);
            _ = ReplaceWhenClosedAsync(_current);
        }
    }

    private async Task ReplaceWhenClosedAsync(SiloLog log)
    {
        await log.Closed.ConfigureAwait(false);
        LogClosedByAnother(log.LogId);
        Replace(log);
        await log.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes what was handed over durable and seals the log.</summary>
    public async ValueTask DisposeAsync()
    {
        SiloLog? log;
        lock (_replacing)
        {
            log = _stopped ? null : _current;
            _stopped = true;
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
