using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Tests.Syntax;

public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("", "parse error : syntax error: unexpected $end")]
    [InlineData("{app=\"x\"", "parse error at line 1, col 9: syntax error: unexpected $end, expecting } or ,")]
    [InlineData("rate({a=\"b\"} |= \"x\")", "parse error at line 1, col 20: syntax error: unexpected )")]
    [InlineData("{app=~\".*\"}", "parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will")]
    [InlineData("{a=\"b\"} | nonsense", "parse error at line 1, col 19: syntax error: unexpected $end")]
    [InlineData("{a=\"b\"} |", "parse error at line 1, col 10: syntax error: unexpected $end")]
    public void A_query_is_refused_where_it_stops_making_sense(string query, string start) =>
        Assert.StartsWith(start, Assert.Throws<LogQLSyntaxException>(() => LogQLParser.Parse(query)).Message, StringComparison.Ordinal);
}
