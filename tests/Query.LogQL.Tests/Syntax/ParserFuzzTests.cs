using CsCheck;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Tests.Evaluation;

namespace Orleans.Obs.Query.LogQL.Tests.Syntax;

public sealed class ParserFuzzTests
{
    private static readonly string[] _pieces =
    [
        "{", "}", "a", "=", "\"b\"", "`c`", "|=", "|~", "!=", "!~", "|>", "!>", "|", "json", "logfmt", "--strict", "unwrap", "[5m]", "[", "]", "(", ")", "sum", "by", "rate", ",", "or", "and",
        "1", "2KB", "3ms", "offset", "ip", "+", "-", "^", ">", "bool", "on", "group_left", "vector", "label_replace", "drop", "line_format", "\"{{.a}}\"", "#x\n", " ", "\\", "\"", "\u00e9", "\0", "unless",
    ];

    [Fact]
    public void Any_text_is_a_query_or_a_syntax_error() =>
        Gen.OneOf(Gen.String, Gen.OneOfConst(_pieces).Array[0, 20].Select(string.Concat), Gen.OneOfConst(_pieces).Array[0, 20].Select(static pieces => "{a=\"b\"}" + string.Join(' ', pieces)))
            .Sample(ParsesOrRefuses, iter: 20_000);

    [Fact]
    public void Queries_print_so_that_they_are_read_as_the_same() =>
        Gen.UInt.Sample(static seed =>
        {
            var queries = new RandomQueries(new PCG(seed, 0));
            foreach (string query in new[] { queries.Lines(), queries.Metric() })
            {
                LogQLExpr expr = LogQLParser.Parse(query);
                string printed = LogQLPrinter.PrintExactly(expr), formatted = LogQLFormatter.Format(expr);
                Assert.Equal(printed, LogQLPrinter.PrintExactly(LogQLParser.Parse(printed)));
                Assert.Equal(LogQLPrinter.Print(expr), LogQLPrinter.Print(LogQLParser.Parse(formatted)));
            }
        }, iter: 2000);

    [Fact]
    public void Deep_nesting_is_refused_rather_than_followed()
    {
        foreach (string query in new[] { new string('(', 100_000), string.Concat(Enumerable.Repeat("sum(", 50_000)), $"{{a=\"b\"}} | {new string('(', 50_000)}", string.Concat(Enumerable.Repeat("1+(", 50_000)) })
        {
            Assert.Throws<LogQLSyntaxException>(() => LogQLParser.Parse(query));
        }
    }

    private static void ParsesOrRefuses(string text)
    {
        try
        {
            LogQLParser.Parse(text);
        }
        catch (LogQLSyntaxException)
        {
            // The only answer to what is no query.
        }
    }
}
