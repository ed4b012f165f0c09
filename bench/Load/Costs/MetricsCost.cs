using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Load.Sending;

namespace Orleans.Obs.Load.Costs;

/// <summary>
/// Metrics: scrapes every 15 s. A million series make 13 requests of 5,000 samples a second. The number of requests decides how often the log is written, the number of series how large blocks
/// are; so the steady load has the requests of a million series, of fewer samples each, and the half-hours fewer series.
/// </summary>
internal sealed class MetricsCost(HttpClient http, int series, DateTimeOffset start) : ICostedLoad
{
    private const int ScrapeMilliseconds = 15_000, ScrapesPerHalfHour = 120, RequestsPerSecond = 13, SamplesPerRequest = 500, Connections = 64;

    private readonly HostFleet _fleet = new(series, 1, "");
    private readonly RequestSender _sender = new(new Uri(http.BaseAddress!, "api/v1/write"), Connections, tenant: null, serverProcess: 0);

    public string Unit => "a million active series, scraped every 15 s";

    public double UnitsPerLoad => 1e6 / series;

    public async Task SteadyAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var fleet = new HostFleet(SamplesPerRequest, 2, "steady_");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        // An answer takes as long as the log waits before it writes; the next requests don't wait for it.
        var sent = new List<Task<SendReport>>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RequestsPerSecond));
        for (int i = 0; i < duration.TotalSeconds * RequestsPerSecond && await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            sent.Add(_sender.SendAsync(WriteRequests.Of(fleet, 1, now + i, ScrapeMilliseconds, SamplesPerRequest), cancellationToken));
        }

        Array.ForEach(await Task.WhenAll(sent), Check);
    }

    public async Task HalfHourAsync(int number, CancellationToken cancellationToken)
    {
        long from = start.ToUnixTimeMilliseconds() + (number * (long)ScrapesPerHalfHour * ScrapeMilliseconds);
        Check(await _sender.SendAsync(WriteRequests.Of(_fleet, ScrapesPerHalfHour, from, ScrapeMilliseconds, 5_000), cancellationToken));
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage done = await http.PostAsync("api/v1/admin/tsdb/snapshot", content: null, cancellationToken);
        done.EnsureSuccessStatusCode();
    }

    private static void Check(SendReport report)
    {
        if (report.Failures > 0)
        {
            throw new HttpRequestException(report.FirstError);
        }
    }
}
