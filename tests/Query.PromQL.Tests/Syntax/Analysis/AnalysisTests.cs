using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax.Analysis;

public sealed class AnalysisTests
{
    private static readonly QueryContext _context = new(Start: 50_000, End: 60_000, Step: 5_000);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("rate(a[5m]) + sum by (x) (max_over_time(b{c=\"d\"}[5m:1m]))", "a b{c=\"d\"}")]
    [InlineData("topk(scalar(a), (b)) and -c @ 5", "a b c @ 5.000")]
    [InlineData("time() + 1", "")]
    public void All_selectors_are_found(string query, string selectors) =>
        Assert.Equal(selectors, string.Join(' ', SelectorCollector.Collect(PromQLParser.Parse(query, PromQLFeatures.All)).Select(PromQLPrinter.Print)));

    [Theory]
    [InlineData("1", true)]
    [InlineData("a", false)]
    [InlineData("a @ 1", true)]
    [InlineData("a @ end() + 1", true)]
    [InlineData("a @ 1 + b", false)]
    [InlineData("sum(rate(a[5m] @ 1))", true)]
    [InlineData("max_over_time(a[5m:1m])", false)]
    [InlineData("max_over_time(a[5m:1m] @ 1)", true)]
    [InlineData("max_over_time((a @ 1)[5m:1m])", false)]
    [InlineData("timestamp(a @ 1)", true)]
    [InlineData("timestamp((a @ 1))", true)]
    [InlineData("timestamp(abs(a @ 1))", false)]
    [InlineData("time()", false)]
    [InlineData("hour(a @ 1)", false)]
    [InlineData("predict_linear(a[5m] @ 1, 60)", false)]
    [InlineData("vector(1)", true)]
    public void What_is_pinned_is_the_same_at_every_step(string query, bool invariant) =>
        Assert.Equal(invariant, StepInvariance.IsInvariant(PromQLParser.Parse(query, PromQLFeatures.All)));

    [Theory]
    [InlineData("start() + end() + step() + range()", "50 + 60 + 5 + 10")]
    [InlineData("a @ start() + rate(a[5m] @ end())", "a @ 50.000 + rate(a[5m] @ 60.000)")]
    [InlineData("sum_over_time(a[1m:] @ start())", "sum_over_time(a[1m:] @ 50.000)")]
    [InlineData("topk(step(), -(a offset step()))", "topk(5, -(a offset 5s))")]
    [InlineData("a[step()]", "a[5s]")]
    [InlineData("a[1+(STep()-5)*2]", "a[1s]")]
    [InlineData("a[max_of(min_of(step()+1,1h),1ms)]", "a[6s]")]
    [InlineData("a[range():step()+1ms]", "a[10s:5s1ms]")]
    [InlineData("a[29s+1s:((((8 - 2) / 3) * 7s) % 4) + 8000ms]", "a[30s:10s]")]
    [InlineData("a offset (-2 ^ 2)", "a offset -4s")]
    [InlineData("a offset -(min_of(step(), 2s)-5)", "a offset 3s")]
    [InlineData("a offset (1s - 1s)", "a")]
    [InlineData("a[0.0015 * 2]", "a[3ms]")]
    public void What_depends_on_the_querys_times_is_folded(string query, string folded) =>
        Assert.Equal(folded, PromQLPrinter.Print(_context.Fold(PromQLParser.Parse(query, PromQLFeatures.All))));

    [Theory]
    [InlineData("a[step()-10s]", "2:12: duration must be greater than 0")]
    [InlineData("a[5m/(step()-5)]", "2:14: division by zero")]
    [InlineData("a[5m%(step()-5)]", "2:14: modulo by zero")]
    [InlineData("a[(10 ^ 400)]", "3:11: duration is NaN or infinite")]
    [InlineData("a offset (10 ^ 11)", "10:17: duration is out of range")]
    public void A_duration_that_makes_no_sense_is_an_error(string query, string message) =>
        Assert.Equal(message, Assert.Throws<QueryException>(() => _context.Fold(PromQLParser.Parse(query, PromQLFeatures.All))).Message);

    [Fact]
    public void An_instant_query_has_no_step_and_no_range() =>
        Assert.Equal("7 + 7 + 0 + 0", PromQLPrinter.Print(new QueryContext(7000, 7000, 0).Fold(PromQLParser.Parse("start() + end() + step() + range()", PromQLFeatures.All))));
}
