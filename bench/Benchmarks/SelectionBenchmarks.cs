using Orleans.Obs.Engine.Labels;
using BenchmarkDotNet.Attributes;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Benchmarks;

/// <summary>Finding series by their labels in sixteen shards: 10,000 pods of 10 series each, in memory and in blocks. What matchers found is remembered, as between two looks at a dashboard.</summary>
[MemoryDiagnoser]
public class SelectionBenchmarks
{
    private FleetShards? _shards;
    private IReadOnlyList<SeriesMatcher> _matchers = [];

    [Params("""{pod="svc-07-ebdb8d1f-04507"}""", """requests_total{pod=~".*-00[0-4].*7"}""", """requests_total{pod=~"svc-(01|23|45)-.*"}""", """requests_total{pod!~".*[13579]"}""", """{__name__=~".+",namespace="ns-03"}""")]
    public string Selector { get; set; } = "";

    [Params(false, true)]
    public bool Blocks { get; set; }

    [GlobalSetup]
    public async Task LoadAsync()
    {
        _shards = await FleetShards.LoadAsync(new PodFleet(10_000, seed: 2), steps: 10, Blocks);
        _matchers = MatcherCompiler.Compile(PromQLParser.ParseSelector(Selector));
        Console.WriteLine($"// {Selector}: {await Select()} series");
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await _shards!.DisposeAsync();

    [Benchmark]
    public async Task<int> Select()
    {
        int series = 0;
        for (int shard = 0; shard < _shards!.Count; shard++)
        {
            using ISeriesSelection selection = await _shards.InProcess(shard)!.SelectAsync(_matchers, 0, long.MaxValue, default);
            series += selection.Count;
        }

        return series;
    }
}
