using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Placement;

namespace Orleans.Obs.Grains.Log;

/// <summary>
/// Closes and frees the logs of silos that are gone, which one silo of the cluster does for all, and frees what this silo's log keeps for shards that moved. What another one deleted
/// first is no loss.
/// </summary>
internal sealed partial class LogJanitor(IBlobStore store, SiloLogs logs, ActiveSilos silos, LogInstruments instruments, TimeProvider clock, ILogger<LogJanitor> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Shards that take over from a dead silo flush by themselves; by then most of its log can go.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const string Duty = "log-janitor";

    private readonly LogSweep _sweep = new(store, clock);
    private readonly CancellationTokenSource _stopping = new();
    private Task _sweeping = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<LogJanitor>(
        ServiceLifecycleStage.Active,
        _ =>
        {
            _sweeping = Task.Run(() => SweepAsync(_stopping.Token), CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _sweeping;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await SweepOnceAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    internal async Task SweepOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (silos.IsActive && silos.IsMine(Duty))
            {
                string[] living = [.. silos.Living.Select(static silo => silo.ToParsableString())];
                int closed = await _sweep.CloseAbandonedAsync(logId => Array.Exists(living, silo => SiloLog.IsLogOf(logId, silo)), cancellationToken).ConfigureAwait(false);
                int deleted = await _sweep.DeleteClosedAsync(cancellationToken).ConfigureAwait(false);
                if (closed > 0 || deleted > 0)
                {
                    instruments.Deleted(deleted);
                    LogSwept(closed, deleted);
                }
            }

            if (logs.Living is { } log)
            {
                await _sweep.ReleaseMovedAsync(log, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException failure)
        {
            LogFailed(failure.Message);
        }
    }

    [LoggerMessage(2011, LogLevel.Information, "Closed {Logs} logs of silos that are gone, deleted {Segments} segments of logs that nobody needs any more")]
    private partial void LogSwept(int logs, int segments);

    [LoggerMessage(2012, LogLevel.Warning, "Old logs stay for now: {Reason}")]
    private partial void LogFailed(string reason);
}
