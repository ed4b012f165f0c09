using Orleans.Obs.Load.Sending;

namespace Orleans.Obs.Load.Fleet;

/// <summary>What the heavy queries run over: a few hosts for a whole day, and many pods for its last hour, scraped every 15 seconds.</summary>
internal sealed class HeavyData(int hostSeries, int pods)
{
    public const long Interval = 15_000;
    public const long Hour = 3_600_000;
    private const int DaySteps = (int)(24 * Hour / Interval);
    private const int HourSteps = (int)(Hour / Interval);

    /// <summary>The requests in order of time, up to a last scrape at <paramref name="end"/>.</summary>
    public IEnumerable<PreparedRequest> Requests(long end, int samplesPerRequest)
    {
        var hosts = new HostFleet(hostSeries, seed: 1, prefix: "");
        var services = new PodFleet(pods, seed: 2);
        for (int step = DaySteps - 1; step >= 0; step--)
        {
            long time = end - (step * Interval);
            foreach (PreparedRequest request in WriteRequests.OfScrape(hosts, time, samplesPerRequest))
            {
                yield return request;
            }

            if (step < HourSteps)
            {
                foreach (PreparedRequest request in WriteRequests.OfScrape(services, time, samplesPerRequest))
                {
                    yield return request;
                }
            }
        }
    }
}
