using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class NameTests
{
    private const PromQLFeatures Delayed = PromQLFeatures.ExperimentalFunctions | PromQLFeatures.DelayedNameRemoval;

    [Theory]
    [InlineData("up + 1", "{job=\"a\"} 3@60")]
    [InlineData("-up", "{job=\"a\"} -2@60")]
    [InlineData("abs(up)", "{job=\"a\"} 2@60")]
    [InlineData("rate(up[2m])", "{job=\"a\"} 0.016666666666666666@60")]
    [InlineData("up == bool 2", "{job=\"a\"} 1@60")]
    [InlineData("up == 2", "{__name__=\"up\", job=\"a\"} 2@60")]
    [InlineData("last_over_time(up[2m])", "{__name__=\"up\", job=\"a\"} 2@60")]
    [InlineData("up == on (job) up", "{job=\"a\"} 2@60")]
    [InlineData("topk(1, up)", "{__name__=\"up\", job=\"a\"} 2@60")]
    public async Task Names_go_where_values_mean_something_else(string query, string expected)
    {
        foreach (PromQLFeatures features in new[] { PromQLFeatures.ExperimentalFunctions, Delayed })
        {
            Assert.Equal(expected, await new QueryBench(features).Load("up{job='a'}", "1 2").AnswerAsync(query, 60));
        }
    }

    [Fact]
    public async Task Names_that_go_at_the_end_are_still_there_to_group_by()
    {
        const string Query = "sum by (__name__) (rate({job='a'}[2m]))";
        Assert.Equal("{} 0.025@60", await new QueryBench(Delayed).Load("a_total{job='a'}", "0 3").AnswerAsync(Query, 60));
        QueryBench two = new QueryBench(Delayed).Load("a_total{job='a'}", "0 3").Load("b_total{job='a'}", "0 6");
        Assert.Equal("vector cannot contain metrics with the same labelset", await two.FailureAsync(Query));
        Assert.Equal("{name=\"a_total\"} 0.025@60\n{name=\"b_total\"} 0.05@60", await two.AnswerAsync($"label_replace({Query}, 'name', '$1', '__name__', '(.*)')", 60));
    }

    [Fact]
    public async Task Series_that_lose_what_told_them_apart_are_refused()
    {
        QueryBench bench = new QueryBench().Load("a_total{job='a'}", "0 3").Load("b_total{job='a'}", "0 6");
        Assert.Equal("vector cannot contain metrics with the same labelset", await bench.FailureAsync("rate({job='a'}[2m])"));
        Assert.Equal("vector cannot contain metrics with the same labelset", await bench.FailureAsync("sum(rate({job='a'}[2m]))"));
        Assert.Equal("vector cannot contain metrics with the same labelset", await bench.FailureAsync("abs({job='a'})"));
    }

    [Fact]
    public async Task Series_that_never_meet_become_one()
    {
        QueryBench bench = new QueryBench().Load("a{job='a'}", "1 stale").Load("b{job='a'}", "_ _ 2");
        Assert.Equal("{job=\"a\"} 1@0 2@120", await bench.AnswerAsync("abs({job='a'})", 0, 120, 60));
    }

    [Fact]
    public async Task Types_and_units_go_with_the_name()
    {
        QueryBench bench = new QueryBench().Load("up{__type__='gauge', __unit__='s', job='a'}", "1");
        Assert.Equal("{job=\"a\"} 2@0", await bench.AnswerAsync("up * 2", 0));
    }
}
