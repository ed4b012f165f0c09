using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class LimitTests
{
    private const string TooMany = "query processing would load too many samples into memory in query execution";

    private readonly QueryBench _bench = new QueryBench().Load("x{i='1'}", "1 2 3 4 5").Load("x{i='2'}", "1 2 3 4 5").Load("x{i='3'}", "1 2 3 4 5");

    [Theory]
    [InlineData("x", 3, true)]
    [InlineData("x", 2, false)]
    [InlineData("x[5m]", 15, true)]
    [InlineData("x[5m]", 14, false)]
    [InlineData("sum(rate(x[4m]))", 20, true)]
    [InlineData("sum(rate(x[4m]))", 3, false)]
    public async Task A_query_may_hold_so_many_samples(string query, long limit, bool fits)
    {
        _bench.Options = _bench.Options with { MaxSamples = limit };
        if (fits)
        {
            await _bench.InstantAsync(query, 240);
        }
        else
        {
            Assert.Equal(TooMany, await _bench.FailureAsync(query, 240));
        }
    }

    [Theory]
    [InlineData("count_over_time(x[100y:1ms])")]
    [InlineData("count_over_time(vector(1)[1y:1s])")]
    public async Task A_grid_that_no_memory_holds_is_refused(string query)
    {
        _bench.Options = _bench.Options with { MaxSamples = 1_000_000 };
        Assert.Equal(TooMany, await _bench.FailureAsync(query));
    }

    [Theory]
    [InlineData("x[5m]", "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")]
    [InlineData("'x'", "invalid expression type \"string\" for range query, must be Scalar or instant Vector")]
    public async Task A_range_query_needs_values(string query, string message)
    {
        QueryException error = await Assert.ThrowsAsync<QueryException>(() => _bench.RangeAsync(query, 0, 60, 60));
        Assert.Equal((QueryErrorKind.BadData, message), (error.Kind, error.Message));
    }

    [Fact]
    public async Task What_does_not_parse_is_bad_data()
    {
        QueryException error = await Assert.ThrowsAsync<QueryException>(() => _bench.InstantAsync("sum(", 0));
        Assert.Equal(QueryErrorKind.BadData, error.Kind);
        Assert.StartsWith("1:5: parse error: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_query_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        QueryException error = await Assert.ThrowsAsync<QueryException>(
            () => new PromQLEngine(new PromQLEngineOptions()).ExecuteAsync(new QueryRequest("x", 0, 0, 0), _bench.Metrics, cancellation.Token));
        Assert.Equal(QueryErrorKind.Canceled, error.Kind);
    }

    [Theory]
    [InlineData("topk(NaN, x)", "Parameter value is NaN")]
    [InlineData("topk(1e30, x)", "Scalar value 1e+30 overflows int64")]
    [InlineData("limit_ratio(NaN, x)", "Ratio value is NaN")]
    [InlineData("count_values('', x)", "invalid label name \"\"")]
    [InlineData("label_replace(x, '', '', 'i', '.*')", "invalid destination label name in label_replace(): ")]
    [InlineData("label_replace(x, 'a', '', 'i', '(')", "invalid regular expression in label_replace(): (")]
    [InlineData("label_join(x, 'a', '-', '')", "invalid source label name in label_join(): ")]
    [InlineData("double_exponential_smoothing(x[5m], 1, 0.5)", "invalid smoothing factor. Expected: 0 < sf < 1, got: 1.000000")]
    [InlineData("x + ignoring (i) x", "found duplicate series for the match group {} on the right hand-side of the operation: [{__name__=\"x\", i=\"1\"}, {__name__=\"x\", i=\"2\"}];many-to-many matching not allowed: matching labels must be unique on one side")]
    [InlineData("x + ignoring (i) sum(x)", "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")]
    public async Task What_makes_no_sense_fails_with_the_known_words(string query, string message) => Assert.Equal(message, await _bench.FailureAsync(query));

    [Fact]
    public async Task Statistics_count_samples_as_often_as_steps_look_at_them()
    {
        QueryStatistics statistics = (await _bench.RangeAsync("sum(rate(x{i='1'}[2m]))", 60, 180, 60)).Statistics;
        Assert.Equal([2, 2, 2], statistics.SamplesPerStep!);
        Assert.Equal((6, 4, 1), (statistics.TotalQueryableSamples, statistics.SamplesRead, statistics.SeriesFetched));
        Assert.Equal(3, (await _bench.InstantAsync("x", 60)).Statistics.PeakSamples);
    }
}
