using System.CommandLine;
using System.Text.Json;
using Orleans.Obs.Load.Comparison;
using Orleans.Obs.Load.Costs;
using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Load.Queries;
using Orleans.Obs.Load.Sending;

var url = new Option<Uri>("--url") { Description = "The server's address, such as http://127.0.0.1:9009/", CustomParser = static result => new Uri(result.Tokens[0].Value), DefaultValueFactory = static _ => new Uri("http://127.0.0.1:9009/") };
var pid = new Option<int>("--pid") { Description = "The server's process, whose CPU and memory are reported" };
var series = new Option<int>("--series") { Description = "How many series", DefaultValueFactory = _ => 100_000 };

var steps = new Option<int>("--steps") { Description = "How many scrapes", DefaultValueFactory = _ => 60 };
var interval = new Option<long>("--interval") { Description = "Milliseconds between scrapes", DefaultValueFactory = _ => 15_000 };
var start = new Option<long?>("--start") { Description = "The first scrape's time, Unix milliseconds; by default so that the last one is now" };
var batch = new Option<int>("--batch") { Description = "Samples per request", DefaultValueFactory = _ => 5_000 };
var connections = new Option<int>("--connections") { Description = "Connections", DefaultValueFactory = _ => 4 };
var seed = new Option<int>("--seed") { Description = "The seed of all values", DefaultValueFactory = _ => 1 };
var prefix = new Option<string>("--prefix") { Description = "Put before every metric name", DefaultValueFactory = _ => "" };
var tenant = new Option<string?>("--tenant") { Description = "The X-Scope-OrgID header" };
var write = new Command("write", "Writes a fleet's metrics with remote write 1.0") { url, pid, series, steps, interval, start, batch, connections, seed, prefix, tenant };
write.SetAction(async (arguments, cancellationToken) =>
{
    long step = arguments.GetValue(interval);
    int count = arguments.GetValue(steps);
    long first = arguments.GetValue(start) ?? ((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / step) - count + 1) * step;
    var fleet = new HostFleet(arguments.GetValue(series), arguments.GetValue(seed), arguments.GetValue(prefix)!);
    List<PreparedRequest> requests = WriteRequests.Of(fleet, count, first, step, arguments.GetValue(batch));
    var sender = new RequestSender(new Uri(arguments.GetValue(url)!, "api/v1/write"), arguments.GetValue(connections), arguments.GetValue(tenant), arguments.GetValue(pid));
    SendReport report = await sender.SendAsync(requests, cancellationToken);
    Console.WriteLine(JsonSerializer.Serialize(new { report, start = first, end = first + ((count - 1) * step) }));
    return report.Failures == 0 ? 0 : 1;
});

var file = new Option<string>("--file") { Description = "The queries, one 'i|r TAB query' a line", DefaultValueFactory = _ => "bench/queries/metrics.tsv" };
var from = new Option<long>("--from") { Description = "Start of range queries, Unix milliseconds", Required = true };
var to = new Option<long>("--to") { Description = "End of range queries and time of instant ones, Unix milliseconds", Required = true };
var runs = new Option<int>("--runs") { Description = "Runs of each query", DefaultValueFactory = _ => 5 };
var query = new Command("query", "Times the queries of a file") { url, pid, file, from, to, runs };
query.SetAction(async (arguments, cancellationToken) =>
{
    var timer = new QueryTimer(arguments.GetValue(url)!, arguments.GetValue(pid), arguments.GetValue(runs));
    foreach (TimedQuery timed in await timer.RunAsync(arguments.GetValue(file)!, arguments.GetValue(from), arguments.GetValue(to), 60, cancellationToken))
    {
        Console.WriteLine($"{timed.MedianMilliseconds,9:N1} ms  cpu {timed.CpuSeconds,6:N3} s {timed.ResponseBytes,10} B {timed.Status} {timed.Text}");
    }
});

var silo = new Option<string>("--silo") { Description = "The Orleans.Obs executable", Required = true };
var peers = new Option<string?>("--peers") { Description = "A folder with the executables prometheus and victoria-metrics; without it only Orleans.Obs runs" };
var scratch = new Option<string>("--scratch") { Description = "Where the servers' folders go", DefaultValueFactory = _ => Path.GetTempPath() };
var million = new Option<int>("--million") { Description = "Series of the large run; 0 leaves it out", DefaultValueFactory = _ => 1_000_000 };
var compare = new Command("compare", "Runs Orleans.Obs, VictoriaMetrics and Prometheus through the same work, one after the other") { silo, peers, scratch, million, series, file };
compare.SetAction(async (arguments, cancellationToken) =>
{
    string folder = arguments.GetValue(scratch)!;
    List<Contender> contenders = [Contender.Ours(arguments.GetValue(silo)!)];
    if (arguments.GetValue(peers) is { } bin)
    {
        string configuration = Path.Combine(folder, "prometheus-empty.yml");
        await File.WriteAllTextAsync(configuration, "{}\n", cancellationToken);
        contenders.Add(Contender.VictoriaMetrics(Path.Combine(bin, "victoria-metrics")));
        contenders.Add(Contender.Prometheus(Path.Combine(bin, "prometheus"), configuration));
    }

    var contest = new Contest(arguments.GetValue(file)!, folder, arguments.GetValue(series), arguments.GetValue(million));
    var scores = new List<Scores>();
    foreach (Contender contender in contenders)
    {
        scores.Add(await contest.RunAsync(contender, cancellationToken));
    }

    Console.WriteLine(Report.Of(scores));
});

var steady = new Option<int>("--steady") { Description = "Seconds of load as in life", DefaultValueFactory = _ => 60 };
var halfHours = new Option<int>("--half-hours") { Description = "Half-hours of data sent at once", DefaultValueFactory = _ => 48 };
var asOf = new Option<string>("--as-of") { Description = "When the prices were valid", DefaultValueFactory = _ => "August 2026" };
Option<double> priceWrites = Price("--price-writes", "10,000 write operations", 0.065), priceReads = Price("--price-reads", "10,000 read operations", 0.005);
Option<double> priceStored = Price("--price-stored", "a GB stored for a month", 0.023), priceCore = Price("--price-core", "a core for an hour", 0.0864), priceMemory = Price("--price-memory", "a GiB of memory for an hour", 0.0108);
var silos = new Option<int>("--silos") { Description = "Silos", DefaultValueFactory = _ => 3 };
var apis = new Option<int>("--apis") { Description = "API processes", DefaultValueFactory = _ => 2 };
var cores = new Option<double>("--cores") { Description = "Cores of a process", DefaultValueFactory = _ => 1 };
var memory = new Option<double>("--memory") { Description = "GiB of a process", DefaultValueFactory = _ => 2 };
var retention = new Option<int>("--retention") { Description = "Days that data is kept", DefaultValueFactory = _ => 30 };
var costSeries = new Option<int>("--series") { Description = "Series of the half-hours", DefaultValueFactory = _ => 20_000 };
var cost = new Command("cost", "Counts what a server asks of its blob store and tells what that costs in a month")
{
    url, costSeries, steady, halfHours, asOf, priceWrites, priceReads, priceStored, priceCore, priceMemory, silos, apis, cores, memory, retention,
};
cost.SetAction(async (arguments, cancellationToken) =>
{
    using var http = new HttpClient { BaseAddress = arguments.GetValue(url), Timeout = TimeSpan.FromMinutes(5) };
    DateTimeOffset first = TimeProvider.System.GetUtcNow().Date.AddDays(-2);
    var load = new MetricsCost(http, arguments.GetValue(costSeries), first);
    CostMeasurement measured = await CostMeasurement.RunAsync(http, load, TimeSpan.FromSeconds(arguments.GetValue(steady)), arguments.GetValue(halfHours), cancellationToken);
    var prices = new Prices(
        arguments.GetValue(asOf)!, arguments.GetValue(priceWrites), arguments.GetValue(priceReads), arguments.GetValue(priceStored), arguments.GetValue(priceCore), arguments.GetValue(priceMemory));
    var sizing = new Sizing(arguments.GetValue(silos), arguments.GetValue(apis), arguments.GetValue(cores), arguments.GetValue(memory), arguments.GetValue(retention));
    Console.WriteLine(CostReport.Of(measured, sizing, prices));
});

static Option<double> Price(string name, string what, double dollars) => new(name) { Description = $"US dollars for {what}", DefaultValueFactory = _ => dollars };

return await new RootCommand("Load generator and comparison for metrics servers") { write, query, compare, cost }.Parse(args).InvokeAsync();
