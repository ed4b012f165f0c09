using System.Diagnostics;
using System.Net;

namespace Orleans.Obs.Cluster.Load;

/// <summary>
/// Sends as remote write senders do, over several connections at full speed: each connection owns some groups of series and sends their samples in order, one request at a time, and
/// repeats a request until it is acknowledged.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _connections;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _repeats;
    private long _longestWait;
    private volatile bool _refused;

    public Fleet(Uri server, int series, int samplesPerRequest, int connections, long start)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(20) };
        Groups = [.. Enumerable.Range(0, series / samplesPerRequest).Select(number => new FleetGroup(number, samplesPerRequest, start))];
        _connections = [.. Enumerable.Range(0, connections).Select(connection => Task.Run(() => SendAsync([.. Groups.Where(group => group.Number % connections == connection)])))];
    }

    public FleetGroup[] Groups { get; }

    /// <summary>Requests that were acknowledged so far.</summary>
    public long Requests => Groups.Sum(static group => (long)group.Acknowledged);

    public long Samples => Groups.Sum(static group => (long)group.Acknowledged * group.Series);

    /// <summary>Requests that failed, were refused for now, or whose answer was lost.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>The longest time that a request needed from its first try until it was acknowledged.</summary>
    public TimeSpan LongestWait => TimeSpan.FromTicks(Interlocked.Read(ref _longestWait));

    /// <summary>Was a request refused with 503 since this was last set to false?</summary>
    public bool Refused
    {
        get => _refused;
        set => _refused = value;
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Waits until so many more requests are acknowledged than now.</summary>
    public Task ProgressAsync(int requests, CancellationToken cancellationToken)
    {
        long enough = Requests + requests;
        return UntilAsync(() => Requests >= enough, cancellationToken);
    }

    /// <summary>Waits for a condition; fails when a connection has, or when it takes too long.</summary>
    public async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        for (long started = Stopwatch.GetTimestamp(); !condition();)
        {
            if (_connections.FirstOrDefault(static connection => connection.IsFaulted) is { } failed)
            {
                await failed;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "the writers do not get on");
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Every connection ends with an acknowledged request, so that nothing is in doubt.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_connections);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync(FleetGroup[] groups)
    {
        for (int turn = 0; !_stop.IsCancellationRequested; turn = (turn + 1) % groups.Length)
        {
            long started = Stopwatch.GetTimestamp();
            while (!await TrySendAsync(groups[turn]))
            {
                Interlocked.Increment(ref _repeats);
                Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "a request is never acknowledged");
                await Task.Delay(20);
            }

            groups[turn].Acknowledge();
            Waited(Stopwatch.GetElapsedTime(started));
        }
    }

    private void Waited(TimeSpan time)
    {
        for (long longest = Interlocked.Read(ref _longestWait); time.Ticks > longest;)
        {
            longest = Interlocked.CompareExchange(ref _longestWait, time.Ticks, longest) is var seen && seen == longest ? time.Ticks : seen;
        }
    }

    private async Task<bool> TrySendAsync(FleetGroup group)
    {
        try
        {
            using HttpResponseMessage response = await _http.PostAsync("/api/v1/write", group.NextRequest());
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, "503 without Retry-After");
                _refused = true;
                return false;
            }

            Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            return true;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
