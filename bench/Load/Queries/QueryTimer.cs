using System.Diagnostics;
using System.Globalization;
using Orleans.Obs.Load.Sending;

namespace Orleans.Obs.Load.Queries;

/// <summary>Runs queries several times each against a Prometheus API, over one connection that stays open.</summary>
internal sealed class QueryTimer(Uri server, int serverProcess, int runs, int stepSeconds)
{
    private const int WarmUps = 3;
    private const long Day = 86_400_000;

    public async Task<List<TimedQuery>> RunAsync(IEnumerable<(QueryKind Kind, string Text)> queries, long start, long end, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var timed = new List<TimedQuery>();
        foreach ((QueryKind kind, string text) in queries)
        {
            timed.Add(await RunOneAsync(http, kind, text, kind == QueryKind.Day ? end - Day : start, end, cancellationToken));
        }

        return timed;
    }

    private async Task<TimedQuery> RunOneAsync(HttpClient http, QueryKind kind, string query, long start, long end, CancellationToken cancellationToken)
    {
        // nocache keeps a server from answering the second run from a cache of results.
        var form = new Dictionary<string, string> { ["query"] = query, ["nocache"] = "1" };
        if (kind == QueryKind.Instant)
        {
            form["time"] = Seconds(end);
        }
        else
        {
            (form["start"], form["end"], form["step"]) = (Seconds(start), Seconds(end), stepSeconds.ToString(CultureInfo.InvariantCulture));
        }

        var address = new Uri(server, kind == QueryKind.Instant ? "api/v1/query" : "api/v1/query_range");
        long bytes = 0;
        int status = 0;

        // A first answer, of each query and each server, is compiled, read from disk or cached; what dashboards feel is the later ones.
        for (int run = 0; run < WarmUps; run++)
        {
            await AskAsync();
        }

        double[] times = new double[runs];
        double cpuBefore = ProcessUsage.CpuSeconds(serverProcess);
        for (int run = 0; run < runs; run++)
        {
            long started = Stopwatch.GetTimestamp();
            await AskAsync();
            times[run] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return new TimedQuery(query, times[runs / 2], times[0], (ProcessUsage.CpuSeconds(serverProcess) - cpuBefore) / runs, bytes, status);

        async Task AskAsync()
        {
            using var content = new FormUrlEncodedContent(form);
            using HttpResponseMessage response = await http.PostAsync(address, content, cancellationToken);
            bytes = (await response.Content.ReadAsByteArrayAsync(cancellationToken)).LongLength;
            status = (int)response.StatusCode;
        }
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString(CultureInfo.InvariantCulture);
}
