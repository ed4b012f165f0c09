using Orleans.Obs.Api.Prometheus.Status;
using Orleans.Obs.Grains;

namespace Orleans.Obs.Silo.Health;

/// <summary>Tells those who listen to the server's notifications while its shards are not back, or its log can't be written.</summary>
internal sealed class ReadinessNotifications(IEnumerable<IReadiness> parts, ServerNotifications notifications, TimeProvider time) : BackgroundService
{
    private const string NotReady = "The storage is not ready: shards are being opened, or the write-ahead log can't be written. Writes are answered with 503 meanwhile.";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                notifications.Set(NotReady, !parts.All(static state => state.IsReady));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
