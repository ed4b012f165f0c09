using Orleans.Obs.Load.Sending;
using Snappier;

namespace Orleans.Obs.Load.Fleet;

/// <summary>Turns fleets' scrapes into remote write 1.0 requests, compressed and ready to send. They are made as they are asked for: where a server is measured, make a list of them first.</summary>
internal static class WriteRequests
{
    /// <param name="fleet">The fleet; it is moved on by <paramref name="steps"/> scrapes.</param>
    /// <param name="steps">How many scrapes.</param>
    /// <param name="start">The first scrape's time, milliseconds.</param>
    /// <param name="interval">Milliseconds between scrapes.</param>
    /// <param name="samplesPerRequest">How many samples go into one request.</param>
    public static IEnumerable<PreparedRequest> Of(IFleet fleet, int steps, long start, long interval, int samplesPerRequest)
    {
        for (int step = 0; step < steps; step++)
        {
            foreach (PreparedRequest request in OfScrape(fleet, start + (step * interval), samplesPerRequest))
            {
                yield return request;
            }
        }
    }

    /// <summary>One scrape's requests.</summary>
    public static IEnumerable<PreparedRequest> OfScrape(IFleet fleet, long time, int samplesPerRequest)
    {
        ProtobufWriter request = new(), series = new(), sample = new();
        int samples = 0;
        fleet.Advance();
        for (int i = 0; i < fleet.Labels.Length; i++)
        {
            sample.Clear();
            sample.Double(1, fleet.Values[i]);
            sample.Int64(2, time);
            series.Clear();
            series.Raw(fleet.Labels[i]);
            series.Bytes(2, sample.Written);
            request.Bytes(1, series.Written);
            if (++samples == samplesPerRequest || i == fleet.Labels.Length - 1)
            {
                yield return new PreparedRequest(Snappy.CompressToArray(request.Written), samples);
                request.Clear();
                samples = 0;
            }
        }
    }
}
