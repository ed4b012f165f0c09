using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation;

/// <summary>What pipelines make of single lines.</summary>
public sealed class GoldenLineTests
{
    [Theory]
    [InlineData("{\"a\":{\"b\":1},\"c\":[1],\"d\":null,\"e\":true,\"x-y\":2,\"1z\":3}", "| json", "{_1z=\"3\", a=\"b\", a_b=\"1\", e=\"true\", x_y=\"2\"}")]
    [InlineData("{\"a\":\"y\"}", "| json", "{a=\"b\", a_extracted=\"y\"}")]
    [InlineData("{\"a\":\"y\"}", "| json | a_extracted=\"y\"", "{a=\"b\", a_extracted=\"y\"}")]
    [InlineData("{\"c\":[7]}", "| json v=\"c[0]\", w=\"q.r\"", "{a=\"b\", v=\"7\", w=\"\"}")]
    [InlineData("k=1 b= c d=\"x y\"", "| logfmt", "{a=\"b\", d=\"x y\", k=\"1\"}")]
    [InlineData("k=1 b= c d=\"x y\"", "| logfmt --keep-empty", "{a=\"b\", b=\"\", c=\"\", d=\"x y\", k=\"1\"}")]
    [InlineData("1.2.3.4 - bob [now", "| pattern \"<ip> - <_> [<ts>]\"", "{a=\"b\", ip=\"1.2.3.4\", ts=\"now\"}")]
    [InlineData("abc", "| regexp \"(?P<n>\\\\d+)\"", "{a=\"b\"}")]
    [InlineData("size=2KiB", "| logfmt | size > 1KB", "{a=\"b\", size=\"2KiB\"}")]
    [InlineData("size=abc", "| logfmt | size > 1KB | drop __error_details__", "{__error__=\"LabelFilterErr\", a=\"b\", size=\"abc\"}")]
    [InlineData("x", "| logfmt | size > 1KB", null)]
    [InlineData("x", "| level != \"info\"", "{a=\"b\"}")]
    [InlineData("xbx", "!= \"a\" or \"b\"", null)]
    [InlineData("id=5", "|> \"<_>id=<_>\"", null)]
    [InlineData("x id=5", "|> \"id=<_>\"", "{a=\"b\"}")]
    [InlineData("x=1", "| logfmt | label_format y=x", "{a=\"b\", y=\"1\"}")]
    [InlineData("10.0.0.5 refused", "|= ip(\"10.0.0.0/24\")", "{a=\"b\"}")]
    [InlineData("10.0.1.5 refused", "|= ip(\"10.0.0.0/24\")", null)]
    [InlineData("10.0.1.5 refused", "!= ip(\"10.0.0.1-10.0.0.9\")", "{a=\"b\"}")]
    [InlineData("k=1 c=2 d=3", "| logfmt | drop k, c=\"2\", d=\"9\"", "{a=\"b\", d=\"3\"}")]
    [InlineData("k=1 c=2 d=3", "| logfmt | keep k, c=\"9\"", "{k=\"1\"}")]
    [InlineData("a\nb # c", "|~ `b # c` # a comment", "{a=\"b\"}")]
    public async Task A_stage_does_to_a_line(string line, string stages, string? labels) =>
        Assert.Equal(labels is null ? [] : [$"{labels} {line}"], await new LogBench().Load("{a=\"b\"}", line).LinesAsync($"{{a=\"b\"}} {stages}"));

    [Theory]
    [InlineData("{{.nope}}-{{ToUpper .x}}", "-AA")]
    [InlineData("{{.x | replace \"a\" \"b\"}} {{Replace .x \"a\" \"b\" 1}}", "bb ba")]
    [InlineData("{{__line__}}", "x=aa n=7")]
    [InlineData("{{__timestamp__ | date \"2006-01-02 15:04:05\"}}", "1970-01-01 00:00:00")]
    [InlineData("{{add .n 1}} {{mul 2 .n}} {{div 14 .n}} {{mod 9 .n}} {{sub 9 2}}", "8 14 2 2 7")]
    [InlineData("{{if gt (.n | int) 5}}big{{else}}small{{end}}", "big")]
    [InlineData("{{range $i, $c := fromJson `[\"p\",\"q\"]`}}{{$i}}{{$c}}{{end}}", "0p1q")]
    [InlineData("{{printf \"%05d|%-4s|%x\" (.n | int) .x \"hi\"}}", "00007|aa  |6869")]
    [InlineData("{{.x | b64enc}} {{b64dec \"aGk=\"}}", "YWE= hi")]
    [InlineData("{{trunc 1 .x}}{{repeat 2 .x}}{{title \"go far\"}}{{alignLeft 3 .x}}|{{alignRight 3 .x}}", "aaaaaGo Faraa | aa")]
    [InlineData("{{regexReplaceAll \"(a)a\" .x \"${1}z\"}} {{count \"a\" .x}}", "az 2")]
    [InlineData("{{default \"d\" .nope}} {{bytes \"2KB\"}} {{duration \"1500ms\"}}", "d 2000 1.5")]
    [InlineData("{{with .x}}{{.}}!{{end}}{{/* nothing */ -}}   .", "aa!.")]
    public async Task A_template_gives(string template, string line) =>
        Assert.Equal([$"{{a=\"b\", n=\"7\", x=\"aa\"}} {line}"], await new LogBench().Load("{a=\"b\"}", "x=aa n=7").LinesAsync($"{{a=\"b\"}} | logfmt | line_format {Quote(template)}"));

    [Fact]
    public async Task Parsers_ask_filters_about_what_they_find_even_when_a_later_stage_changes_it() =>
        Assert.Equal(["{a=\"b\", y=\"2\"} x=2"], await new LogBench().Load("{a=\"b\"}", "x=1", "x=2").LinesAsync("{a=\"b\"} | logfmt | label_format y=x | x!=\"1\""));

    [Fact]
    public async Task Lines_come_in_the_asked_order_and_no_more_than_the_limit()
    {
        LogBench bench = new LogBench().Load("{a=\"b\"}", "one", "two", "three").Load("{a=\"c\"}", "eins", "zwei", "drei");
        string[] newest = await bench.LinesAsync("{a=~\".+\"}", LogDirection.Backward, 2);
        Assert.Equal(["{a=\"b\"} three", "{a=\"c\"} drei"], newest.Order());
        string[] oldest = await bench.LinesAsync("{a=~\".+\"}", LogDirection.Forward, 2);
        Assert.Equal(["{a=\"b\"} one", "{a=\"c\"} eins"], oldest.Order());
    }

    [Fact]
    public async Task The_same_line_twice_is_one_row_but_not_with_other_metadata() =>
        Assert.Equal(
            ["{a=\"b\", m=\"1\"} x", "{a=\"b\", m=\"2\"} x"],
            await new LogBench().Add("{a=\"b\"}", 1, "x", ("m", "1")).Add("{a=\"b\"}", 1, "x", ("m", "1")).Add("{a=\"b\"}", 1, "x", ("m", "2")).LinesAsync("{a=\"b\"}"));

    [Fact]
    public async Task Distinct_keeps_the_first_line_of_each_value() =>
        Assert.Equal(
            ["{a=\"b\", k=\"1\"} k=1 first", "{a=\"b\", k=\"2\"} k=2"],
            (await new LogBench().Load("{a=\"b\"}", "k=1 first", "k=2", "k=1 again").LinesAsync("{a=\"b\"} | logfmt | drop first, again | distinct k")));

    [Fact]
    public async Task Metadata_under_a_name_that_the_stream_has_gets_a_longer_one() =>
        Assert.Equal(["{a=\"b\", a_extracted=\"m\"} x"], await new LogBench().Add("{a=\"b\"}", 1, "x", ("a", "m")).LinesAsync("{a=\"b\"} | a_extracted=\"m\""));

    private static string Quote(string template) => $"\"{template.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
