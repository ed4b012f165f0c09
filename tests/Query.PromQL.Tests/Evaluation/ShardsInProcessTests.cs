using System.Globalization;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

/// <summary>Shards in the process of the query are read directly; the others, and those that have moved, are asked.</summary>
public class ShardsInProcessTests
{
    private const int Series = 500;
    private readonly InMemoryMetrics _metrics = new(shards: 6, inProcess: true);

    public ShardsInProcessTests()
    {
        for (int i = 0; i < Series; i++)
        {
            var labels = LabelSet.Of(("__name__", "x"), ("i", i.ToString(CultureInfo.InvariantCulture)), ("group", (i % 7).ToString(CultureInfo.InvariantCulture)));
            for (int minute = 0; minute < 10; minute++)
            {
                _metrics.Append(labels, minute * 60_000, Math.Sqrt(i) * minute);
            }
        }
    }

    [Theory]
    [InlineData("x{i='7'}", 1)]
    [InlineData("x", Series)]
    [InlineData("sum by (group) (rate(x[5m]))", 7)]
    [InlineData("topk(3, x)", 3)]
    [InlineData("x[2m]", Series)]
    [InlineData("none", 0)]
    public async Task Data_at_hand_is_read_without_asking(string query, int series)
    {
        var shards = new Shards(_metrics, asked: []);
        Assert.Equal(series, (await AskAsync(query, shards, workers: 4)).Series.Count);
        Assert.Empty(shards.Plans);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("stddev by (group) (rate(x[5m]))")]
    [InlineData("quantile(0.3, x)")]
    [InlineData("avg(x) by (group) / on (group) count(x) by (group)")]
    public async Task However_shards_are_read_the_answer_is_the_same(string query)
    {
        string all = Text(await AskAsync(query, new Shards(_metrics, asked: []), workers: 1));
        Assert.Equal(all, Text(await AskAsync(query, new Shards(_metrics, asked: [0, 1, 2, 3, 4, 5]), workers: 1)));
        Assert.Equal(all, Text(await AskAsync(query, new Shards(_metrics, asked: [1, 4]), workers: 3)));
        Assert.Equal(all, Text(await AskAsync(query, new Shards(_metrics, asked: []), workers: 4)));
    }

    [Fact]
    public async Task The_same_query_gives_the_same_bits_whatever_threads_do()
    {
        double[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            (await AskAsync("stddev(rate(x[5m]) / 3)", new Shards(_metrics, asked: []), workers: 3)).Series[0].Values.Span[0]));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Shards_that_have_moved_are_asked_where_they_are()
    {
        var shards = new Shards(_metrics, asked: [], moved: 3);
        Assert.Equal(Series, (await AskAsync("x", shards, workers: 2)).Series.Count);
        Assert.Equal(6, shards.Plans.Count);
    }

    [Fact]
    public async Task A_lane_that_fails_ends_the_query_with_its_error()
    {
        var shards = new Shards(_metrics, asked: [], failing: 5);
        QueryException error = await Assert.ThrowsAsync<QueryException>(() => AskAsync("x", shards, workers: 3));
        Assert.Equal((QueryErrorKind.Unavailable, "no storage"), (error.Kind, error.Message));
    }

    [Fact]
    public async Task The_limit_of_samples_is_one_for_all_threads()
    {
        var request = new QueryRequest("x", 540_000, 540_000, 0);
        var engine = new PromQLEngine(new PromQLEngineOptions { MaxSamples = Series - 1 }, new QueryTurns(4, TimeProvider.System));
        await Assert.ThrowsAsync<QueryException>(() => engine.ExecuteAsync(request, new Shards(_metrics, asked: []), TestContext.Current.CancellationToken));
    }

    private static Task<QueryResult> AskAsync(string query, IMetricsShards shards, int workers) =>
        new PromQLEngine(new PromQLEngineOptions(), new QueryTurns(workers, TimeProvider.System))
            .ExecuteAsync(new QueryRequest(query, 540_000, 540_000, 0), shards, TestContext.Current.CancellationToken);

    private static string Text(QueryResult result) => string.Join(
        '\n', result.Series.Select(static series => string.Create(CultureInfo.InvariantCulture, $"{series.Labels} {series.Values.Span[0]:G12}")).Order(StringComparer.Ordinal));

    /// <summary>Some shards elsewhere, perhaps one that has moved when it is read, perhaps one that can't be read.</summary>
    private sealed class Shards(InMemoryMetrics metrics, int[] asked, int moved = -1, int failing = -1) : IMetricsShards
    {
        public List<int> Plans { get; } = [];

        public int Count => metrics.Count;

        public ISeriesSource? InProcess(int shard) => asked.Contains(shard) ? null
            : shard == moved ? new Failing(new ShardMovedException(new InvalidOperationException("gone")))
            : shard == failing ? new Failing(new QueryException(QueryErrorKind.Unavailable, "no storage"))
            : metrics[shard];

        public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
        {
            Plans.Add(shard);
            return metrics.ExecuteAsync(shard, plan, cancellationToken);
        }
    }

    private sealed class Failing(Exception failure) : ISeriesSource
    {
        public ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
            ValueTask.FromException<ISeriesSelection>(failure);
    }
}
