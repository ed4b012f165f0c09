namespace Orleans.Obs.Query.LogQL.Tests.Evaluation;

/// <summary>What metric queries come to.</summary>
public sealed class GoldenMetricTests
{
    private static LogBench Json => new LogBench().Load("{a=\"b\"}", "{\"k\":\"1\",\"v\":2}", "{\"k\":\"1\"", "{\"v\":\"1500ms\",\"w\":3}");

    [Fact]
    public async Task A_window_is_open_at_its_beginning() =>
        Assert.Equal(["{a=\"b\"} 1@10 1@20"], await new LogBench().Load("{a=\"b\"}", "x", "y", "z").RangeAsync("count_over_time({a=\"b\"}[10s])", 10, 30, 10));

    [Theory]
    [InlineData("rate({a=\"b\"}[10s])", "{a=\"b\"} 0.1@10")]
    [InlineData("bytes_over_time({a=\"b\"}[10s])", "{a=\"b\"} 6@10")]
    [InlineData("bytes_rate({a=\"b\"}[10s])", "{a=\"b\"} 0.6@10")]
    [InlineData("count_over_time({a=\"b\"}[30s])", "{a=\"b\"} 2@10")]
    [InlineData("count_over_time({a=\"b\"}[30s] offset 10s)", "{a=\"b\"} 1@10")]
    [InlineData("count_over_time({a=\"b\"}[30s] offset -10s)", "{a=\"b\"} 3@10")]
    [InlineData("absent_over_time({a=\"none\",c=~\"d\"}[1m])", "{a=\"none\"} 1@10")]
    [InlineData("label_replace(rate({a=\"b\"}[10s]), \"x\", \"$1!\", \"a\", \"(b)\")", "{a=\"b\", x=\"b!\"} 0.1@10")]
    [InlineData("label_replace(rate({a=\"b\"}[10s]), \"x\", \"$1!\", \"a\", \"()\")", "{a=\"b\"} 0.1@10")]
    public async Task A_function_gives(string query, string answer) =>
        Assert.Equal([answer], await new LogBench().Load("{a=\"b\"}", "x", "h\u00e9llo", "z").InstantAsync(query, 10));

    [Theory]
    [InlineData("1 > 2", "0")]
    [InlineData("1 + 2 * 3 ^ 2", "19")]
    [InlineData("vector(1)+vector(1)", "{} 2@4")]
    public async Task Numbers_are_calculated(string query, string answer) => Assert.Equal([answer], await new LogBench().InstantAsync(query, 4));

    [Fact]
    public async Task A_query_that_needs_no_label_does_not_fail_on_lines_that_the_parser_cannot_read() =>
        Assert.Equal(["{} 3@60"], await Json.InstantAsync("sum(count_over_time({a=\"b\"} | json [2m]))", 60));

    [Fact]
    public async Task A_query_that_needs_labels_fails_on_lines_that_the_parser_cannot_read() =>
        Assert.StartsWith("pipeline error: 'JSONParserErr' for series: '{", await Json.FaultAsync("sum by (w)(count_over_time({a=\"b\"} | json [2m]))"), StringComparison.Ordinal);

    [Theory]
    [InlineData("sum by (k)(count_over_time({a=\"b\"} | json | __error__=\"\" [2m]))", "{} 1@60", "{k=\"1\"} 1@60")]
    [InlineData("max_over_time({a=\"b\"} | json | __error__=\"\" | unwrap w [2m]) by (a)", "{a=\"b\"} 3@60")]
    [InlineData("max_over_time({a=\"b\"} | json | w=\"3\" | unwrap duration(v) [2m]) by (a)", "{a=\"b\"} 1.5@60")]
    public async Task Errors_may_be_left_out(string query, params string[] answer) => Assert.Equal(answer, await Json.InstantAsync(query, 60));

    [Fact]
    public async Task The_largest_are_chosen_step_by_step()
    {
        LogBench bench = new LogBench().Load("{a=\"b\"}", "x", "x", "y").Add("{a=\"c\"}", 5, "z").Add("{a=\"c\"}", 6, "z");
        Assert.Equal(["{a=\"b\"} 1@20", "{a=\"c\"} 2@10"], await bench.RangeAsync("topk(1, count_over_time({a=~\".+\"}[10s]))", 10, 20, 10));
        Assert.Equal(["{a=\"b\"} 1@10", "{a=\"c\"} 2@10"], await bench.InstantAsync("sort(count_over_time({a=~\".+\"}[10s]))", 10));
        Assert.Equal(["{a=\"c\"} 2@10", "{a=\"b\"} 1@10"], await bench.InstantAsync("sort_desc(count_over_time({a=~\".+\"}[10s]))", 10));
        Assert.Equal(["{a=\"c\"} 2@10"], await bench.InstantAsync("approx_topk(1, sum by (a) (count_over_time({a=~\".+\"}[10s])))", 10));
    }

    [Fact]
    public async Task Vectors_are_matched_by_labels()
    {
        LogBench bench = new LogBench().Load("{a=\"b\", p=\"1\"}", "x", "x", "y").Load("{a=\"b\", p=\"2\"}", "q", "r", "s");
        Assert.Equal(
            ["{a=\"b\", p=\"1\"} 0.5@20", "{a=\"b\", p=\"2\"} 0.5@20"],
            await bench.InstantAsync("sum by (a, p) (count_over_time({a=\"b\"}[1m])) / on (a) group_left sum by (a) (count_over_time({a=\"b\"}[1m]))", 20));
        Assert.Contains("many-to-many", await bench.FaultAsync("sum by (a, p) (count_over_time({a=\"b\"}[1m])) / on (a) sum by (a, p) (count_over_time({a=\"b\"}[1m]))"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_series_are_refused_or_cut_as_configured()
    {
        static LogBench Bench(bool truncates)
        {
            var bench = new LogBench { Options = new() { MaxSeries = 2, TruncateSeries = truncates } };
            return bench.Load("{a=\"1\"}", "x", "x").Load("{a=\"2\"}", "x", "x", "x").Load("{a=\"3\"}", "x", "x", "x", "x");
        }

        Assert.StartsWith("maximum number of series (2) reached for a single query", await Bench(false).FaultAsync("count_over_time({a=~\".+\"}[1m])"), StringComparison.Ordinal);
        Assert.Equal(["{a=\"2\"} 2@30", "{a=\"3\"} 3@30"], await Bench(true).InstantAsync("count_over_time({a=~\".+\"}[30s])", 30));
    }

    [Fact]
    public async Task Counts_by_level_agree_with_what_looking_at_rows_gives()
    {
        var bench = new LogBench();
        for (int i = 0; i < 200; i++)
        {
            bench.Add(i % 3 == 0 ? "{a=\"b\"}" : "{a=\"c\"}", i, $"line {i}", ("detected_level", i % 7 == 0 ? "error" : "info"));
        }

        foreach (string grouping in new[] { "detected_level", "a", "a, detected_level" })
        {
            // A filter that passes all rows keeps the second query from the counts.
            Assert.Equal(
                await bench.RangeAsync($"sum by ({grouping}) (count_over_time({{a=~\".+\"}} |= `line` [1m]))", 60, 180, 30),
                await bench.RangeAsync($"sum by ({grouping}) (count_over_time({{a=~\".+\"}}[1m]))", 60, 180, 30));
        }
    }
}
