using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

/// <summary>What clients see of wrong queries, word for word.</summary>
public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("", "unknown position: parse error: no expression found in input")]
    [InlineData("# nothing", "1:1: parse error: no expression found in input")]
    [InlineData("a +", "1:4: parse error: unexpected end of input")]
    [InlineData("* a", "1:1: parse error: unexpected <op:*>")]
    [InlineData("a b", "1:3: parse error: unexpected identifier \"b\"")]
    [InlineData("a:b c:d", "1:5: parse error: unexpected metric identifier \"c:d\"")]
    [InlineData("a \"text\"", "1:3: parse error: unexpected string \"\\\"text\\\"\"")]
    [InlineData("a \"a longer text\"", "1:3: parse error: unexpected string \"\\\"a longer \"...")]
    [InlineData("a 5", "1:3: parse error: unexpected number \"5\"")]
    [InlineData("a 5m", "1:3: parse error: unexpected duration \"5m\"")]
    [InlineData("a by", "1:3: parse error: unexpected <by>")]
    [InlineData("a sum", "1:3: parse error: unexpected <aggr:sum>")]
    [InlineData("a start", "1:3: parse error: unexpected \"start\"")]
    [InlineData("a,", "1:2: parse error: unexpected \",\"")]
    [InlineData("bool", "1:1: parse error: unexpected <bool>")]
    [InlineData("(a", "1:3: parse error: unclosed left parenthesis")]
    [InlineData("a)", "1:3: parse error: unexpected right parenthesis ')'")]
    [InlineData("()", "1:2: parse error: unexpected \")\"")]
    [InlineData("a[5m", "1:5: parse error: unclosed left bracket")]
    [InlineData("a]", "1:2: parse error: unexpected right bracket ']'")]
    [InlineData("a\n  + +\n*", "3:1: parse error: unexpected <op:*>")]
    [InlineData("größe", "1:3: parse error: unexpected character: 'ö'")]
    [InlineData("{\"größe\"} $", "1:13: parse error: unexpected character: '$'")]
    [InlineData("a =~ b", "1:3: parse error: unexpected character after '=': '~'")]
    [InlineData("a ! b", "1:3: parse error: unexpected character after '!': ' '")]
    [InlineData("a !", "1:3: parse error: unexpected character after '!': '\uFFFD'")]
    [InlineData("a & b", "1:3: parse error: unexpected character: '&'")]
    public void The_token_at_fault_is_named(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("1a", "1:1: parse error: bad number or duration syntax: \"1\"")]
    [InlineData("0b11", "1:1: parse error: bad number or duration syntax: \"0\"")]
    [InlineData("1.2.3", "1:1: parse error: bad number or duration syntax: \"1.2.\"")]
    [InlineData("1__2", "1:1: parse error: bad number or duration syntax: \"1__\"")]
    [InlineData("1e", "1:1: parse error: bad number or duration syntax: \"1e\"")]
    [InlineData("1e999", "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"1e999\": value out of range")]
    [InlineData("0x", "1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"0x\": invalid syntax")]
    [InlineData("5m1h", "1:1: parse error: not a valid duration string: \"5m1h\"")]
    [InlineData("5hs", "1:1: parse error: unknown unit \"hs\" in duration \"5hs\"")]
    [InlineData("300y", "1:1: parse error: duration out of range")]
    [InlineData("'a", "1:1: parse error: unterminated quoted string")]
    [InlineData("`a", "1:1: parse error: unterminated raw string")]
    [InlineData("\"\\z\"", "1:1: parse error: unknown escape sequence U+007A 'z'")]
    [InlineData("\"\\x4g\"", "1:1: parse error: illegal character U+0067 'g' in escape sequence")]
    [InlineData("\"\\ud800\"", "1:1: parse error: escape sequence is an invalid Unicode code point")]
    [InlineData("\"\\400\"", "1:1: parse error: escape sequence is an invalid Unicode code point")]
    [InlineData("\"\\", "1:1: parse error: escape sequence not terminated")]
    [InlineData("\"\uFFFD\"", "1:1: parse error: invalid UTF-8 rune")]
    public void Literals_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("a{", "1:3: parse error: unexpected end of input inside braces")]
    [InlineData("a{b}", "1:4: parse error: unexpected \"}\" in label matching, expected label matching operator")]
    [InlineData("a{b=c}", "1:5: parse error: unexpected identifier \"c\" in label matching, expected string")]
    [InlineData("a{b=\"c\" d}", "1:9: parse error: unexpected identifier \"d\" in label matching, expected \",\" or \"}\"")]
    [InlineData("a{,}", "1:3: parse error: unexpected \",\" in label matching, expected identifier or \"}\"")]
    [InlineData("a{b=\"c\",,}", "1:9: parse error: unexpected \",\" in label matching, expected identifier or \"}\"")]
    [InlineData("a{b>\"c\"}", "1:4: parse error: unexpected character inside braces: '>'")]
    [InlineData("a{b!\"c\"}", "1:4: parse error: unexpected character after '!' inside braces: '\"'")]
    [InlineData("a{{", "1:3: parse error: unexpected left brace '{'")]
    [InlineData("a{b=~\"(\"}", "1:3: parse error: error parsing regexp: missing closing ): `(`")]
    [InlineData("a{b!~\"x**\"}", "1:3: parse error: error parsing regexp: invalid nested repetition operator: `**`")]
    [InlineData("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("{a=~\".*\",b=\"\",c!=\"x\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("a{__name__=\"b\"}", "1:1: parse error: metric name must not be set twice: \"a\" or \"b\"")]
    [InlineData("a{\"b\"}", "1:1: parse error: metric name must not be set twice: \"a\" or \"b\"")]
    public void Matchers_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("sum a", "1:5: parse error: unexpected identifier \"a\"")]
    [InlineData("sum(a b)", "1:7: parse error: unexpected identifier \"b\" in aggregation")]
    [InlineData("sum(abs(a b))", "1:11: parse error: unexpected identifier \"b\" in aggregation")]
    [InlineData("abs(a b)", "1:7: parse error: unexpected identifier \"b\"")]
    [InlineData("sum by a (b)", "1:8: parse error: unexpected identifier \"a\" in grouping opts, expected \"(\"")]
    [InlineData("sum by (5) (a)", "1:9: parse error: unexpected number \"5\" in grouping opts, expected label")]
    [InlineData("sum by (a b) (c)", "1:11: parse error: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\"")]
    [InlineData("sum by (\"\") (c)", "1:9: parse error: invalid label name for grouping: \"\"")]
    [InlineData("sum by (a) c", "1:12: parse error: unexpected identifier \"c\" in aggregation")]
    [InlineData("sum by (a) (b) by (c)", "1:16: parse error: unexpected <by>")]
    [InlineData("sum()", "1:1: parse error: no arguments for aggregate expression provided")]
    [InlineData("sum(a, b)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2")]
    [InlineData("topk(a)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1")]
    [InlineData("topk(\"a\", b)", "1:6: parse error: expected type scalar in aggregation parameter, got string")]
    [InlineData("count_values(1, b)", "1:14: parse error: expected type string in aggregation parameter, got scalar")]
    [InlineData("sum(1)", "1:5: parse error: expected type instant vector in aggregation expression, got scalar")]
    public void Aggregations_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("nosuch(a)", "1:1: parse error: unknown function with name \"nosuch\"")]
    [InlineData("nosuch(a) {", "1:1: parse error: unknown function with name \"nosuch\"")]
    [InlineData("RATE(a[5m])", "1:1: parse error: unknown function with name \"RATE\"")]
    [InlineData("abs(a,)", "1:6: parse error: trailing commas not allowed in function call args")]
    [InlineData("abs(,a)", "1:5: parse error: unexpected \",\"")]
    [InlineData("abs()", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0")]
    [InlineData("round()", "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0")]
    [InlineData("round(a, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3")]
    [InlineData("label_join(a, \"b\")", "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 2")]
    [InlineData("label_join(a, \"b\", \",\", 1)", "1:25: parse error: expected type string in call to function \"label_join\", got scalar")]
    [InlineData("rate(a)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("info(a, b)", "1:9: parse error: expected label selectors only, got vector selector instead")]
    [InlineData("info(a, abs(b))", "1:9: parse error: expected label selectors only")]
    [InlineData("info(a, 1)", "1:1: parse error: expected type instant vector in call to function \"info\", got scalar")]
    public void Calls_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("1 == 2", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("a\n+\nbool b", "2:1: parse error: bool modifier can only be used on comparison operators")]
    [InlineData("a and 1", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression")]
    [InlineData("a + on(b) 1", "1:1: parse error: vector matching only allowed between instant vectors")]
    [InlineData("a unless on(b) group_left c", "1:1: parse error: no grouping allowed for \"unless\" operation")]
    [InlineData("a + on(b, c) group_left(c) d", "1:3: parse error: label \"c\" must not occur in ON and GROUP clause at once")]
    [InlineData("a + group_left b", "1:5: parse error: unexpected <group_left>")]
    [InlineData("a + on b", "1:8: parse error: unexpected identifier \"b\" in grouping opts, expected \"(\"")]
    [InlineData("a + on(b) group_left (c d) e", "1:25: parse error: unexpected identifier \"d\" in grouping opts, expected \",\" or \")\"")]
    [InlineData("a[5m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types")]
    [InlineData("1 + \"a\"", "1:5: parse error: binary expression must contain only scalar and instant vector types")]
    [InlineData("-a[5m]", "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"range vector\"")]
    [InlineData("-\"a\"", "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"string\"")]
    [InlineData("a and fill(1) b", "1:1: parse error: filling in missing series not allowed for set operators")]
    [InlineData("a + fill(1) 2", "1:1: parse error: filling in missing series only allowed between instant vectors")]
    [InlineData("a + fill(b) c", "1:10: parse error: unexpected identifier \"b\"")]
    public void Operators_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("a[]", "1:3: parse error: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()")]
    [InlineData("a[5m 6m]", "1:6: parse error: unexpected duration \"6m\" in subquery or range, expected \":\" or \"]\"")]
    [InlineData("a[5m:1m 2m]", "1:9: parse error: unexpected duration \"2m\" in subquery selector, expected \"]\"")]
    [InlineData("a[5m:*]", "1:6: parse error: unexpected <op:*> in subquery selector, expected number, duration, step(), range(), or \"]\"")]
    [InlineData("a[:5m]", "1:4: parse error: unexpected colon before duration in duration expression")]
    [InlineData("a[5m:1m:1m]", "1:8: parse error: unexpected colon ':'")]
    [InlineData("a[x]", "1:3: parse error: unexpected character in duration expression: 'x'")]
    [InlineData("a[5m x]", "1:6: parse error: unexpected character: 'x', expected ':'")]
    [InlineData("a[", "1:3: parse error: unexpected end of input in duration expression")]
    [InlineData("a[5m[", "1:5: parse error: unexpected left bracket '['")]
    [InlineData("a[0]", "1:3: parse error: duration must be greater than 0")]
    [InlineData("a[-5m]", "1:3: parse error: duration must be greater than 0")]
    [InlineData("a[1e11]", "1:3: parse error: duration out of range")]
    [InlineData("a[5m/0]", "1:5: parse error: division by zero")]
    [InlineData("a[5m % 0]", "1:6: parse error: modulo by zero")]
    [InlineData("1[5m]", "1:2: parse error: ranges only allowed for vector selectors")]
    [InlineData("a offset 1m[5m]", "1:12: parse error: no offset modifiers allowed before range")]
    [InlineData("a @ 1 [5m]", "1:7: parse error: no @ modifiers allowed before range")]
    [InlineData("a[5m][1h:]", "1:1: parse error: subquery is only allowed on instant vector, got matrix instead")]
    [InlineData("a offset", "1:9: parse error: unexpected end of input in offset, expected number, duration, step(), or range()")]
    [InlineData("a offset b", "1:10: parse error: unexpected identifier \"b\" in offset, expected number, duration, step(), or range()")]
    [InlineData("a offset (1m", "1:13: parse error: unclosed left parenthesis")]
    [InlineData("abs(a) offset 1m", "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData("a offset 1m offset 1m", "1:1: parse error: offset may not be set multiple times")]
    [InlineData("a @", "1:4: parse error: unexpected end of input in @, expected timestamp")]
    [InlineData("a @ start", "1:10: parse error: unexpected end of input in @, expected timestamp")]
    [InlineData("a @ 1 @ 2", "1:1: parse error: @ <timestamp> may not be set multiple times")]
    [InlineData("a @ -Inf", "1:1: parse error: timestamp out of bounds for @ modifier: -Inf")]
    [InlineData("a @ 1e19", "1:1: parse error: timestamp out of bounds for @ modifier: 10000000000000000000.000000")]
    [InlineData("1 @ 1", "1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData("a anchored smoothed", "1:1: parse error: anchored and smoothed modifiers cannot be used together")]
    [InlineData("a[5m:] anchored", "1:1: parse error: anchored modifier is not supported for subqueries")]
    [InlineData("1 smoothed", "1:1: parse error: smoothed modifier not implemented")]
    public void Ranges_and_modifiers_are_checked(string query, string message) => AssertError(query, message);

    [Theory]
    [InlineData("mad_over_time(a[5m])", "1:1: parse error: function \"mad_over_time\" is not enabled")]
    [InlineData("start()", "1:1: parse error: function \"start\" is not enabled")]
    [InlineData("limitk(1, a)", "1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions")]
    [InlineData("a[5m+1m]", "1:3: parse error: experimental duration expression is not enabled")]
    [InlineData("a[(5m)]", "1:4: parse error: experimental duration expression is not enabled")]
    [InlineData("a offset step()", "1:10: parse error: experimental duration expression is not enabled")]
    [InlineData("a anchored", "1:1: parse error: anchored modifier is experimental and not enabled")]
    [InlineData("a[5m] smoothed", "1:1: parse error: smoothed modifier is experimental and not enabled")]
    [InlineData("b + fill(0) c", "1:1: parse error: binop fill modifiers are experimental and not enabled")]
    public void Experimental_syntax_needs_its_feature(string query, string message)
    {
        AssertError(query, message, PromQLFeatures.None);
        PromQLParser.Parse(query, PromQLFeatures.All);
    }

    [Theory]
    [InlineData("", "unknown position: parse error: unexpected end of input")]
    [InlineData("{", "1:2: parse error: unexpected end of input inside braces")]
    [InlineData("up offset 5m", "1:4: parse error: unexpected <offset>")]
    [InlineData("1", "1:1: parse error: unexpected number \"1\"")]
    public void Selectors_in_parameters_are_checked(string selector, string message) =>
        Assert.Equal(message, Assert.Throws<PromQLSyntaxException>(() => PromQLParser.ParseSelector(selector)).Message);

    [Fact]
    public void Nesting_and_length_are_bounded()
    {
        const int deep = 100_000;
        foreach (string query in (string[])
            [
                new string('(', deep), new string('-', deep) + "a", string.Concat(Enumerable.Repeat("abs(", deep)), "a" + string.Concat(Enumerable.Repeat("+a", deep)),
                "a" + string.Concat(Enumerable.Repeat("[1m:]", deep)), "a[" + new string('(', deep), "a[" + new string('-', deep) + "1]", "a[1" + string.Concat(Enumerable.Repeat("+1", deep)) + "]",
                "a offset " + new string('-', deep) + "1",
            ])
        {
            Assert.Contains("nested", Assert.Throws<PromQLSyntaxException>(() => PromQLParser.Parse(query, PromQLFeatures.All)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("longer", Assert.Throws<PromQLSyntaxException>(() => PromQLParser.Parse(new string('a', (1 << 20) + 1), PromQLFeatures.All)).Message, StringComparison.Ordinal);
        Assert.IsType<ParenExpr>(PromQLParser.Parse($"{new string('(', 400)}a{new string(')', 400)}", PromQLFeatures.All));
    }

    private static void AssertError(string query, string message, PromQLFeatures features = PromQLFeatures.All) =>
        Assert.Equal(message, Assert.Throws<PromQLSyntaxException>(() => PromQLParser.Parse(query, features)).Message);
}
