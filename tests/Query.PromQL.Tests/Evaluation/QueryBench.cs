using System.Globalization;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

/// <summary>Series and queries in short notation. Times are seconds; answers are lines such as <c>{job="a"} 1@60 2@120</c>, sorted.</summary>
internal sealed class QueryBench(PromQLFeatures features = PromQLFeatures.ExperimentalFunctions, int shards = 3)
{
    public InMemoryMetrics Metrics { get; } = new(shards);

    public PromQLEngineOptions Options { get; set; } = new() { Features = features };

    /// <summary>Adds samples a minute apart, the first at 0: numbers, <c>_</c> for a gap, <c>stale</c>.</summary>
    public QueryBench Load(string selector, string values)
    {
        var labels = LabelSet.Of([.. PromQLParser.ParseSelector(selector).Select(static matcher => (matcher.Name, matcher.Value))]);
        long time = 0;
        foreach (string value in values.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (value != "_")
            {
                Assert.True(Metrics.Append(labels, time, value == "stale" ? SampleValue.Stale : double.Parse(value, CultureInfo.InvariantCulture)));
            }

            time += 60_000;
        }

        return this;
    }

    public Task<QueryResult> InstantAsync(string query, double seconds) => AskAsync(new QueryRequest(query, (long)(seconds * 1000), (long)(seconds * 1000), 0));

    public Task<QueryResult> RangeAsync(string query, long start, long end, long step) => AskAsync(new QueryRequest(query, start * 1000, end * 1000, step * 1000));

    public Task<QueryResult> AskAsync(QueryRequest request) => new PromQLEngine(Options).ExecuteAsync(request, Metrics, TestContext.Current.CancellationToken);

    public async Task<string> AnswerAsync(string query, double seconds) => Lines(await InstantAsync(query, seconds));

    public async Task<string> AnswerAsync(string query, long start, long end, long step) => Lines(await RangeAsync(query, start, end, step));

    public async Task<string> FailureAsync(string query, double seconds = 60) =>
        (await Assert.ThrowsAsync<QueryException>(() => InstantAsync(query, seconds))).Message;

    private static string Lines(QueryResult result)
    {
        if (result.Type == PromQLType.Scalar)
        {
            return Number(result.Scalar);
        }

        return string.Join('\n', result.Series.Select(static series => series.Labels.ToString() + string.Concat(Enumerable.Range(0, series.Timestamps.Length)
            .Select(i => $" {series.Histograms?[i]?.ToString() ?? Number(series.Values.Span[i])}@{Number(series.Timestamps.Span[i] / 1000.0)}"))).Order(StringComparer.Ordinal));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
