using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Load.Queries;
using Orleans.Obs.Load.Sending;

namespace Orleans.Obs.Load.Comparison;

/// <summary>Puts one contender through the metrics rows: two passes of 6 million samples over 100,000 series, the queries, the disk, then a million series.</summary>
internal sealed class Contest(string queries, string scratch, int series, int millionSeries)
{
    private const int Steps = 60;
    private const int MillionSteps = 6;
    private const long Interval = 15_000;
    private const int SamplesPerRequest = 5_000;
    private const int Connections = 4;
    private const int QueryRuns = 5;
    private const int QueryStepSeconds = 60;
    private const string PointQuery = """cpu_seconds_total{instance="host-00042.dc2.example.net:9100",cpu="0",mode="user"}""";

    public async Task<Scores> RunAsync(Contender contender, CancellationToken cancellationToken)
    {
        long end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Interval * Interval;
        long start = end - (2 * Steps * Interval);
        Scores scores;
        await using (RunningServer server = await RunningServer.StartAsync(contender, scratch, cancellationToken))
        {
            var fleet = new HostFleet(series, seed: 1, prefix: "");
            SendReport first = await WriteAsync(server, contender, WriteRequests.Of(fleet, Steps, start, Interval, SamplesPerRequest), cancellationToken);
            SendReport second = await WriteAsync(server, contender, WriteRequests.Of(fleet, Steps, start + (Steps * Interval), Interval, SamplesPerRequest), cancellationToken);
            var timer = new QueryTimer(server.Address, server.ProcessId, QueryRuns, QueryStepSeconds);
            List<TimedQuery> timed = await timer.RunAsync(await QueryFile.ReadAsync(queries, cancellationToken), end - (Steps * Interval), end, cancellationToken);
            scores = new Scores
            {
                Name = contender.Name,
                FirstPass = first.SamplesPerCpuSecond,
                SecondPass = second.SamplesPerCpuSecond,
                ResidentMegabytes = second.ServerResidentBytes / 1e6,
                Queries = timed,
                BytesPerSample = await server.FlushedBytesAsync(cancellationToken) / (double)(first.Samples + second.Samples),
            };
        }

        return millionSeries == 0 ? scores : await WithMillionAsync(scores, contender, end, cancellationToken);
    }

    private async Task<Scores> WithMillionAsync(Scores scores, Contender contender, long end, CancellationToken cancellationToken)
    {
        await using RunningServer server = await RunningServer.StartAsync(contender, scratch, cancellationToken);
        var fleet = new HostFleet(millionSeries, seed: 1, prefix: "");
        SendReport report = await WriteAsync(server, contender, WriteRequests.Of(fleet, MillionSteps, end - (MillionSteps * Interval), Interval, SamplesPerRequest), cancellationToken);
        var timer = new QueryTimer(server.Address, server.ProcessId, 11, QueryStepSeconds);
        List<TimedQuery> timed = await timer.RunAsync([(QueryKind.Instant, PointQuery)], end, end, cancellationToken);
        return scores with
        {
            MillionFirstPass = report.SamplesPerCpuSecond,
            MillionResidentMegabytes = report.ServerResidentBytes / 1e6,
            MillionPointQuery = timed[0].MedianMilliseconds,
        };
    }

    private static async Task<SendReport> WriteAsync(RunningServer server, Contender contender, IEnumerable<PreparedRequest> requests, CancellationToken cancellationToken)
    {
        List<PreparedRequest> prepared = [.. requests];
        GC.Collect();
        var sender = new RequestSender(new Uri(server.Address, contender.WritePath), Connections, tenant: null, server.ProcessId);
        SendReport report = await sender.SendAsync(prepared, cancellationToken);
        return report.Failures == 0 ? report : throw new InvalidOperationException($"{contender.Name}: {report.Failures} requests failed, first: {report.FirstError}");
    }
}
