using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Tests.Syntax;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("{ a = \"b\" , c != `d` }")]
    [InlineData("{a=\"b\"} |= \"x\" or \"y\" != ip(\"10.0.0.0/8\") |> `<_>x` | json | logfmt --strict a, b=\"c\" | level=\"x\" or (n > 2 and d <= 1h30m)")]
    [InlineData("{a=\"b\"} | unpack | regexp `(?P<x>a)` | pattern `<a> <_>` | line_format \"{{.x}}\\n\" | label_format a=b, c=`{{.d}}` | drop a, b=~\"c\" | keep d | decolorize")]
    [InlineData("sum by (a, b) (rate({a=\"b\"} | json | unwrap duration_seconds(x) | __error__=\"\" [5m] offset 1h)) / on (a) group_left (c) vector(2)")]
    [InlineData("topk(3, count_over_time({a=\"b\"}[1m])) > bool 2 unless quantile_over_time(0.99, {a=\"b\"} | unwrap x [1m]) without (y)")]
    [InlineData("label_replace(approx_topk(2, avg(bytes_rate({a=\"b\"}[1d]))), \"d\", \"$1\", \"s\", \"(.*)\") ^ -1e-3")]
    public void What_is_printed_exactly_means_the_same(string query)
    {
        LogQLExpr expr = LogQLParser.Parse(query);
        string printed = LogQLPrinter.PrintExactly(expr);
        Assert.Equal(printed, LogQLPrinter.PrintExactly(LogQLParser.Parse(printed)));
        Assert.Equal(LogQLPrinter.Print(expr), LogQLPrinter.Print(LogQLParser.Parse(printed)));
        string formatted = LogQLFormatter.Format(expr);
        Assert.Equal(formatted, LogQLFormatter.Format(LogQLParser.Parse(formatted)));
    }
}
