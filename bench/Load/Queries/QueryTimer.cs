using System.Diagnostics;
using System.Globalization;
using Orleans.Obs.Load.Sending;

namespace Orleans.Obs.Load.Queries;

/// <summary>Runs the queries of a file (one <c>i|r TAB query</c> a line: instant or range) several times each against a Prometheus API.</summary>
internal sealed class QueryTimer(Uri server, int serverProcess, int runs)
{
    private const int WarmUps = 3;

    public async Task<List<TimedQuery>> RunAsync(string file, long start, long end, int stepSeconds, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var timed = new List<TimedQuery>();
        foreach (string line in await File.ReadAllLinesAsync(file, cancellationToken))
        {
            if (line.Length > 2 && line[0] is 'i' or 'r' && line[1] == '\t')
            {
                timed.Add(await RunOneAsync(http, line[2..], line[0] == 'r', start, end, stepSeconds, cancellationToken));
            }
        }

        return timed;
    }

    private async Task<TimedQuery> RunOneAsync(HttpClient http, string query, bool range, long start, long end, int stepSeconds, CancellationToken cancellationToken)
    {
        // nocache keeps a server from answering the second run from a cache of results.
        var form = new Dictionary<string, string> { ["query"] = query, ["nocache"] = "1" };
        if (range)
        {
            (form["start"], form["end"], form["step"]) = (Seconds(start), Seconds(end), stepSeconds.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            form["time"] = Seconds(end);
        }

        // A first answer, of each query and each server, is compiled, read from disk or cached; what dashboards feel is the later ones.
        for (int run = 0; run < WarmUps; run++)
        {
            using var content = new FormUrlEncodedContent(form);
            using HttpResponseMessage response = await http.PostAsync(new Uri(server, range ? "api/v1/query_range" : "api/v1/query"), content, cancellationToken);
        }

        double[] times = new double[runs];
        long bytes = 0;
        int status = 0;
        double cpuBefore = ProcessUsage.CpuSeconds(serverProcess);
        for (int run = 0; run < runs; run++)
        {
            long started = Stopwatch.GetTimestamp();
            using var content = new FormUrlEncodedContent(form);
            using HttpResponseMessage response = await http.PostAsync(new Uri(server, range ? "api/v1/query_range" : "api/v1/query"), content, cancellationToken);
            bytes = (await response.Content.ReadAsByteArrayAsync(cancellationToken)).LongLength;
            status = (int)response.StatusCode;
            times[run] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return new TimedQuery(query, times[runs / 2], (ProcessUsage.CpuSeconds(serverProcess) - cpuBefore) / runs, bytes, status);
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString(CultureInfo.InvariantCulture);
}
