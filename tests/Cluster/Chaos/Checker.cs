using System.Diagnostics;
using Orleans.Obs.Cluster.Load;

namespace Orleans.Obs.Cluster.Chaos;

/// <summary>
/// Asks all the time, while silos come and go: an answer holds at least what was acknowledged before the question, of every series, or it is an error that says so.
/// </summary>
internal sealed class Checker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _checking;
    private long _answers;
    private long _refusals;

    public Checker(HttpClient http, Fleet fleet) => _checking = Task.Run(() => CheckAsync(http, fleet));

    public long Answers => Interlocked.Read(ref _answers);

    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>The longest time without an answer.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Ends the checking; fails when an answer was wrong.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await _checking;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _checking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task CheckAsync(HttpClient http, Fleet fleet)
    {
        long last = Stopwatch.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            int[] acknowledged = [.. fleet.Groups.Select(static group => group.Acknowledged)];
            try
            {
                await FleetAudit.AtLeastAsync(http, fleet, acknowledged);
                Interlocked.Increment(ref _answers);
                TimeSpan gap = Stopwatch.GetElapsedTime(last);
                LongestGap = gap > LongestGap ? gap : LongestGap;
                last = Stopwatch.GetTimestamp();
            }
            catch (Exception refused) when (refused is HttpRequestException or TaskCanceledException or IOException)
            {
                Interlocked.Increment(ref _refusals);
                await Task.Delay(100);
            }
        }
    }
}
