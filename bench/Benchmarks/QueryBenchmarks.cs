using BenchmarkDotNet.Attributes;
using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Benchmarks;

/// <summary>Whole queries without HTTP: 100,000 series of hosts in sixteen shards, 120 samples each, the later half at a step of a minute.</summary>
[MemoryDiagnoser]
public class QueryBenchmarks
{
    private const int Samples = 120;
    private readonly PromQLEngine _engine = new(new PromQLEngineOptions());
    private FleetShards? _shards;

    [Params(
        """cpu_seconds_total{instance="host-00042.dc2.example.net:9100"}""",
        """rate(cpu_seconds_total{instance=~"host-0004.*",mode="user"}[5m])""",
        "sum by (mode) (rate(cpu_seconds_total[5m]))",
        "quantile by (job) (0.99, temperature_celsius)",
        "topk(5, sum by (instance) (rate(http_requests_total[5m])))",
        """rate(http_requests_total{status="500"}[5m]) / ignoring (status) rate(http_requests_total{status="200"}[5m])""",
        "avg_over_time(temperature_celsius[10m])")]
    public string Query { get; set; } = "";

    [GlobalSetup]
    public async Task LoadAsync() => _shards = await FleetShards.LoadAsync(new HostFleet(100_000, seed: 1, prefix: ""), Samples, blocks: false);

    [GlobalCleanup]
    public async Task CloseAsync() => await _shards!.DisposeAsync();

    [Benchmark]
    public async Task<int> Evaluate()
    {
        const long end = FleetShards.Start + ((Samples - 1) * FleetShards.Interval);
        var request = new QueryRequest(Query, end - (Samples / 2 * FleetShards.Interval), end, 60_000);
        return (await _engine.ExecuteAsync(request, _shards!, default)).Series.Count;
    }
}
