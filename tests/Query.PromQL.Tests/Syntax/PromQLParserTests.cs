using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

public sealed class PromQLParserTests
{
    [Theory]
    [InlineData("-1 ^ 2", "-(1 ^ 2)")]
    [InlineData("-a * b", "(-a) * b")]
    [InlineData("a ^ b ^ c", "a ^ (b ^ c)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("a or b and c unless d", "a or ((b and c) unless d)")]
    [InlineData("a == b < c", "(a == b) < c")]
    [InlineData("a + b * c ^ d", "a + (b * (c ^ d))")]
    [InlineData("a atan2 b % c", "(a atan2 b) % c")]
    [InlineData("2 ^ -a ^ 2", "2 ^ (-(a ^ 2))")]
    [InlineData("a offset 1m + b", "(a offset 1m) + b")]
    [InlineData("a offset -2 ^ 2", "(a offset -2s) ^ 2")]
    [InlineData("a >/ 1 == b", "(a >/ 1) == b")]
    public void Operators_bind_by_precedence(string query, string parenthesised) =>
        Assert.Equal(WithoutParens(parenthesised), Structure(PromQLParser.Parse(query, PromQLFeatures.All)));

    [Theory]
    [InlineData("sum")]
    [InlineData("offset offset 5m")]
    [InlineData("by + without")]
    [InlineData("and and and")]
    [InlineData("start + end @ start()")]
    [InlineData("fill + fill (0) fill")]
    [InlineData("anchored anchored")]
    [InlineData("sum{by=\"x\",on=\"y\"}")]
    [InlineData("sum by (by, bool, on, group_left, offset, atan2, start) (max)")]
    public void Keywords_are_names_where_that_is_clear(string query) => Assert.Equal(query, PromQLPrinter.Print(PromQLParser.Parse(query, PromQLFeatures.All)));

    [Theory]
    [InlineData("017", 15)]
    [InlineData("08", 8)]
    [InlineData("0x_1F", 31)]
    [InlineData("1_000.5", 1000.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("9223372036854775808", 9223372036854775808d)]
    [InlineData("-inF", double.NegativeInfinity)]
    [InlineData("NAN", double.NaN)]
    [InlineData("1h1ms", 3600.001)]
    [InlineData("--5m", 300)]
    public void Numbers_have_many_forms(string text, double value) => Assert.Equal(value, Assert.IsType<NumberLiteral>(PromQLParser.Parse(text, PromQLFeatures.None)).Value);

    [Fact]
    public void A_selector_keeps_its_matchers_and_adds_the_name()
    {
        var selector = (VectorSelector)PromQLParser.Parse("up{job=~'a.*', `http.route`!=\"/x\"} @ 1.5 offset 1m", PromQLFeatures.None);
        Assert.Equal("up", selector.Name);
        Assert.Equal(
            [
                new LabelMatcher(MatchOperator.Regex, "job", "a.*"),
                new LabelMatcher(MatchOperator.NotEqual, "http.route", "/x"),
                new LabelMatcher(MatchOperator.Equal, "__name__", "up"),
            ],
            selector.Matchers);
        Assert.Equal(new AtModifier(AtKind.Timestamp, 1500), selector.At);
        Assert.Equal(new Duration(60_000), selector.Offset);
        Assert.Equal([new LabelMatcher(MatchOperator.Equal, "__name__", "a b")], PromQLParser.ParseSelector("{\"a b\"}"));
        Assert.Empty(PromQLParser.ParseSelector("{}"));
    }

    [Fact]
    public void Positions_count_bytes()
    {
        var binary = (BinaryExpr)PromQLParser.Parse("{\"größe\"} # ü\n + rate(a[5m] offset 1m)", PromQLFeatures.None);
        Assert.Equal(new SourceRange(0, 11), binary.Left.Source);
        var call = (Call)binary.Right;
        Assert.Equal(new SourceRange(20, 41), call.Source);
        Assert.Equal(new SourceRange(25, 40), call.Arguments[0].Source);
        Assert.Equal(new SourceRange(25, 26), ((MatrixSelector)call.Arguments[0]).Selector.Source);
        Assert.Equal("2:4", PromQLSyntaxException.Locate("{\"größe\"} # ü\n + rate(a[5m] offset 1m)", call.Source.Start));
    }

    [Fact]
    public void Matching_is_stated_between_vectors_only()
    {
        Assert.Null(((BinaryExpr)PromQLParser.Parse("a + on() 1", PromQLFeatures.None)).Matching);
        Assert.Equal(MatchCardinality.OneToOne, ((BinaryExpr)PromQLParser.Parse("a + b", PromQLFeatures.None)).Matching!.Cardinality);
        Assert.Equal(MatchCardinality.ManyToMany, ((BinaryExpr)PromQLParser.Parse("a or b", PromQLFeatures.None)).Matching!.Cardinality);
        VectorMatching matching = ((BinaryExpr)PromQLParser.Parse("a * on(x,) group_left(y) fill_right(-2) b", PromQLFeatures.All)).Matching!;
        Assert.Equal((MatchCardinality.ManyToOne, true, (double?)null, (double?)-2), (matching.Cardinality, matching.On, matching.FillLeft, matching.FillRight));
        Assert.Equal(["x"], matching.Labels);
        Assert.Equal(["y"], matching.Include);
    }

    private static string WithoutParens(string query) => Structure(PromQLParser.Parse(query, PromQLFeatures.All));

    private static string Structure(Expr expr) => expr switch
    {
        ParenExpr paren => Structure(paren.Inner),
        BinaryExpr binary => $"[{Structure(binary.Left)} {binary.Operator} {Structure(binary.Right)}]",
        UnaryExpr unary => $"[{(unary.Negate ? '-' : '+')}{Structure(unary.Operand)}]",
        _ => PromQLPrinter.Print(expr),
    };
}
