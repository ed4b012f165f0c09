using System.Text;
using System.Text.Json;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("foo/bar", "foo / bar")]
    [InlineData("sum(a)by(x,y)", "sum by (x, y) (a)")]
    [InlineData("sum without() (a)", "sum without () (a)")]
    [InlineData("sum by() (a)", "sum(a)")]
    [InlineData("TOPK(5, a)", "topk(5, a)")]
    [InlineData("count_values('v', a)", "count_values(\"v\", a)")]
    [InlineData("a{z='1',b=~'x|y',}", "a{b=~\"x|y\",z=\"1\"}")]
    [InlineData("{'http.requests', `der.name`!=\"\\t\"}", "{\"der.name\"!=\"\\t\",__name__=\"http.requests\"}")]
    [InlineData("a[300s] offset -1h30m @ start()", "a[5m] @ start() offset -1h30m")]
    [InlineData("a anchored offset 5m @ 1", "a @ 1.000 anchored offset 5m")]
    [InlineData("a[5m] @ -1.5 smoothed", "a[5m] smoothed @ -1.500")]
    [InlineData("(a)[1d12h:90s] offset 1w", "(a)[1d12h:1m30s] offset 1w")]
    [InlineData("a[1h:]", "a[1h:]")]
    [InlineData("a[step()*2+(5)]", "a[step() * 2 + (5)]")]
    [InlineData("a[((1m+2m))*3]", "a[(1m + 2m) * 3]")]
    [InlineData("a offset -min_of(step(),+1m)", "a offset -min_of(step(), 1m)")]
    [InlineData("a>=bool on(x)group_left()b", "a >= bool on (x) group_left () b")]
    [InlineData("a+ignoring()b", "a + b")]
    [InlineData("a+ignoring()group_right(y)b", "a + ignoring () group_right (y) b")]
    [InlineData("a * on(x) fill(0x10) b", "a * on (x) fill (16) b")]
    [InlineData("a * fill_right(-Inf) fill_left(1e6) b", "a * fill_left (1e+06) fill_right (-Inf) b")]
    [InlineData("a AND b UnLeSs c", "a and b unless c")]
    [InlineData("a</b", "a </ b")]
    [InlineData("-(1)^-2", "-(1) ^ -2")]
    [InlineData("+a", "+a")]
    [InlineData("0x1F + 1e-7 + 1_000 + 017 + inf", "31 + 0.0000001 + 1000 + 15 + +Inf")]
    [InlineData("5m + 90d + 14d + 400d", "5m + 90d + 2w + 400d")]
    [InlineData("'it\\'s' ", "\"it's\"")]
    [InlineData("`\\d\"`", "\"\\\\d\\\"\"")]
    [InlineData("\"\\xff\\u00e9\\a\"", "\"\\xffé\\a\"")]
    [InlineData("sum by (\"a.b\", on) (c)", "sum by (\"a.b\", on) (c)")]
    [InlineData("info(a, {b=~\".*\"})", "info(a, {b=~\".*\"})")]
    public void A_query_has_one_form(string query, string printed) => Assert.Equal(printed, PromQLPrinter.Print(PromQLParser.Parse(query, PromQLFeatures.All)));

    [Fact]
    public void A_long_query_is_laid_out_in_lines()
    {
        const string query = "label_replace(sum by (instance, job) (rate(http_requests_total{job=\"api\",code=~\"5..\"}[5m])) / sum(up) > bool 0.5, \"a\", \"$1\", \"b\", \"(.*)\")";
        const string expected =
            """
            label_replace(
                sum by (instance, job) (rate(http_requests_total{code=~"5..",job="api"}[5m])) / sum(up)
              > bool
                0.5,
              "a",
              "$1",
              "b",
              "(.*)"
            )
            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), PromQLFormatter.Format(PromQLParser.Parse(query, PromQLFeatures.All), 90));
    }

    [Theory]
    [InlineData("1e3", """{"type":"numberLiteral","val":"1000"}""")]
    [InlineData("\"\\xff\"", """{"type":"stringLiteral","val":"\uFFFD"}""")]
    [InlineData("-(a)", """{"type":"unaryExpr","op":"-","expr":{"type":"parenExpr","expr":{"type":"vectorSelector","name":"a","offset":0,"matchers":[{"name":"__name__","type":"=","value":"a"}],"timestamp":null,"startOrEnd":null}}}""")]
    [InlineData("{a!~\"b|\"} @ 1.5 offset 1m", """{"type":"vectorSelector","name":"","offset":60000,"matchers":[{"name":"a","type":"!~","value":"b|"}],"timestamp":1500,"startOrEnd":null}""")]
    [InlineData("{a=\"b\"}[step()] @ end() smoothed", """{"type":"matrixSelector","range":0,"rangeExpr":{"type":"durationExpr","op":"step","lhs":null,"rhs":null,"wrapped":false},"name":"","offset":0,"matchers":[{"name":"a","type":"=","value":"b"}],"timestamp":null,"startOrEnd":"end","anchored":false,"smoothed":true}""")]
    [InlineData("time()", """{"type":"call","func":{"name":"time","argTypes":[],"variadic":0,"returnType":"scalar"},"args":[]}""")]
    [InlineData("quantile without (x) (0.5, vector(1))", """{"type":"aggregation","op":"quantile","expr":{"type":"call","func":{"name":"vector","argTypes":["scalar"],"variadic":0,"returnType":"vector"},"args":[{"type":"numberLiteral","val":"1"}]},"param":{"type":"numberLiteral","val":"0.5"},"grouping":["x"],"without":true}""")]
    [InlineData("vector(1)[5m:]", """{"type":"subquery","expr":{"type":"call","func":{"name":"vector","argTypes":["scalar"],"variadic":0,"returnType":"vector"},"args":[{"type":"numberLiteral","val":"1"}]},"range":300000,"offset":0,"step":0,"timestamp":null,"startOrEnd":null}""")]
    [InlineData("1 <bool 2", """{"type":"binaryExpr","op":"<","lhs":{"type":"numberLiteral","val":"1"},"rhs":{"type":"numberLiteral","val":"2"},"matching":null,"bool":true}""")]
    public void The_tree_is_written_as_JSON(string query, string expected)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            PromQLJsonWriter.Write(json, PromQLParser.Parse(query, PromQLFeatures.All));
        }

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(stream.ToArray()).RootElement), Encoding.UTF8.GetString(stream.ToArray()));
    }
}
