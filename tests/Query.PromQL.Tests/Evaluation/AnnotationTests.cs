using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class AnnotationTests
{
    private readonly QueryBench _bench = new QueryBench(PromQLFeatures.All, shards: 4);

    public AnnotationTests()
    {
        foreach (string job in new[] { "a", "b", "c", "d", "e" })
        {
            _bench.Load($"temperature{{job='{job}'}}", "1 2 3");
            for (int minute = 0; minute < 3; minute++)
            {
                _bench.Metrics.Append(LabelSet.Of(("__name__", "latency"), ("job", job)), minute * 60_000, new NativeHistogram { Count = 1 + minute, ZeroCount = 1 + minute, ZeroThreshold = 0.1 });
            }
        }
    }

    [Fact]
    public async Task What_many_series_and_shards_tell_is_told_once_with_its_position()
    {
        QueryResult result = await _bench.InstantAsync("sum(\n  rate(temperature[2m]))", 120);
        Assert.Equal(["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"temperature\" (2:8)"], Untyped(result.Infos));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Of_the_same_message_the_last_place_is_told() =>
        Assert.Equal(["PromQL info: ignored histogram in max aggregation (1:21)"], (await _bench.InstantAsync("max(latency) or max(latency)", 120)).Infos);

    [Fact]
    public async Task Floats_and_histograms_do_not_add_up()
    {
        QueryResult result = await _bench.InstantAsync("sum by (job) ({__name__=~'temperature|latency'})", 120);
        Assert.Equal(["PromQL warning: encountered a mix of histograms and floats for aggregation (1:15)"], result.Warnings);
        Assert.Empty(result.Series);
    }

    [Theory]
    [InlineData("topk(1, latency)", "PromQL info: ignored histogram in topk aggregation (1:1)")]
    [InlineData("latency + 1", "PromQL info: incompatible sample types encountered for binary operator \"+\": histogram + float (1:1)")]
    [InlineData("1 < latency", "PromQL info: incompatible sample types encountered for binary operator \"<\": float < histogram (1:1)")]
    [InlineData("temperature + on (job) latency", "PromQL info: incompatible sample types encountered for binary operator \"+\": float + histogram (1:1)")]
    public async Task Histograms_are_left_out_of_what_is_for_floats(string query, string expected)
    {
        QueryResult result = await _bench.InstantAsync(query, 120);
        Assert.Equal([expected], result.Infos);
        Assert.Empty(result.Series);
    }

    [Theory]
    [InlineData("quantile(2, temperature)", "PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)")]
    [InlineData("limit_ratio(1.1, temperature)", "PromQL warning: ratio value should be between -1 and 1, got 1.1, capping to 1 (1:13)")]
    [InlineData("histogram_quantile(0.5, temperature)", "PromQL warning: bucket label \"le\" is missing or has a malformed value of \"\" for metric name \"temperature\" (1:25)")]
    [InlineData("delta(latency[3m])", "PromQL warning: this native histogram metric is not a gauge: \"latency\" (1:7)")]
    public async Task Doubtful_use_is_warned_of(string query, string expected) => Assert.Equal([expected], (await _bench.InstantAsync(query, 120)).Warnings);

    [Fact]
    public async Task Sorting_a_range_query_is_pointless() => Assert.Equal(
        ["PromQL warning: sort is ineffective for range queries since results are always ordered by labels (1:1)"],
        (await _bench.RangeAsync("sort(temperature)", 0, 120, 60)).Warnings);

    [Fact]
    public async Task Repairs_of_buckets_add_up_over_the_steps()
    {
        foreach ((string bound, string counts) in new[] { ("1", "5 5"), ("2", "3 4"), ("+Inf", "9 9") })
        {
            _bench.Load($"odd_bucket{{le='{bound}'}}", counts);
        }

        Assert.Equal(
            ["PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name \"odd_bucket\", from buckets 2 to 2, with a max diff of 2, over 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z (1:25)"],
            (await _bench.RangeAsync("histogram_quantile(0.5, odd_bucket)", 0, 60, 60)).Infos);
    }

    [Fact]
    public async Task Overlapping_start_times_are_counted_over_the_shards()
    {
        foreach (string job in new[] { "a", "b", "c" })
        {
            for (int minute = 0; minute < 3; minute++)
            {
                _bench.Metrics.Append(LabelSet.Of(("__name__", "requests_total"), ("job", job)), minute * 60_000, minute, startTimestamp: (minute * 60_000) - 90_000);
            }
        }

        Assert.Equal(
            ["PromQL warning: sample has start time that overlaps with previous sample timestamp for metric \"requests_total\" (3 occurrences) (1:10)"],
            (await _bench.InstantAsync("sum(rate(requests_total[3m]))", 120)).Warnings);
    }

    private static IEnumerable<string> Untyped(IEnumerable<string> infos) =>
        infos.Select(static info => info.Replace("__type__ label is not set to \"counter\" or \"histogram\", got \"\"", "name does not end in _total/_sum/_count/_bucket", StringComparison.Ordinal));
}
