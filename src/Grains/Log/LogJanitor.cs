using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Grains.Log;

/// <summary>
/// Frees the logs of silos that are gone, and what this silo's log keeps for shards that moved, from time to time. Every silo does it; what another one deleted first is
/// no loss.
/// </summary>
internal sealed partial class LogJanitor(IBlobStore store, SiloLogs logs, LogInstruments instruments, TimeProvider clock, ILogger<LogJanitor> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Shards that take over from a dead silo flush by themselves; by then most of its log can go.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

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
            int deleted = await _sweep.DeleteClosedAsync(cancellationToken).ConfigureAwait(false);
            if (logs.Living is { } log)
            {
                await _sweep.ReleaseMovedAsync(log, cancellationToken).ConfigureAwait(false);
            }

            if (deleted > 0)
            {
                instruments.Deleted(deleted);
                LogDeleted(deleted);
            }
        }
        catch (IOException failure)
        {
            LogFailed(failure.Message);
        }
    }

    [LoggerMessage(2011, LogLevel.Information, "Deleted {Segments} segments of logs that nobody needs any more")]
    private partial void LogDeleted(int segments);

    [LoggerMessage(2012, LogLevel.Warning, "Old logs stay for now: {Reason}")]
    private partial void LogFailed(string reason);
}
