using Orleans.Obs.Load.Sending;
using Snappier;

namespace Orleans.Obs.Load.Fleet;

/// <summary>Turns a fleet's scrapes into remote write 1.0 requests, compressed and ready to send, so that making them costs nothing while the server is measured.</summary>
internal static class WriteRequests
{
    /// <param name="fleet">The fleet; it is moved on by <paramref name="steps"/> scrapes.</param>
    /// <param name="steps">How many scrapes.</param>
    /// <param name="start">The first scrape's time, milliseconds.</param>
    /// <param name="interval">Milliseconds between scrapes.</param>
    /// <param name="samplesPerRequest">How many samples go into one request.</param>
    public static List<PreparedRequest> Of(HostFleet fleet, int steps, long start, long interval, int samplesPerRequest)
    {
        var requests = new List<PreparedRequest>();
        ProtobufWriter request = new(), series = new(), sample = new();
        int samples = 0;
        for (int step = 0; step < steps; step++)
        {
            fleet.Advance();
            for (int i = 0; i < fleet.Labels.Length; i++)
            {
                sample.Clear();
                sample.Double(1, fleet.Values[i]);
                sample.Int64(2, start + (step * interval));
                series.Clear();
                series.Raw(fleet.Labels[i]);
                series.Bytes(2, sample.Written);
                request.Bytes(1, series.Written);
                if (++samples == samplesPerRequest || i == fleet.Labels.Length - 1)
                {
                    requests.Add(new PreparedRequest(Snappy.CompressToArray(request.Written), samples));
                    request.Clear();
                    samples = 0;
                }
            }
        }

        return requests;
    }
}
