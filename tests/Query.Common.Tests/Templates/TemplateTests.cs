using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Templates.Functions;

namespace Orleans.Obs.Query.Common.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly TemplateOptions _options = new()
    {
        Functions = new[] { TextFunctions.All, NumberFunctions.All, JsonFunctions.All, TimeFunctions.With(TimeProvider.System) }.SelectMany(static all => all)
            .GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.First().Value, StringComparer.Ordinal),
    };

    private static readonly TemplateMap _data = new(new Dictionary<string, object?>
    {
        ["text"] = "a b", ["number"] = 7L, ["fraction"] = 1.5, ["yes"] = true, ["empty"] = "", ["nothing"] = null,
        ["list"] = new List<object?> { "x", "y", "z" }, ["map"] = new TemplateMap(new Dictionary<string, object?> { ["k"] = "v", ["j"] = "w" }),
    });

    [Theory]
    [InlineData("plain {{/* comment */}}text", "plain text")]
    [InlineData("a {{- 1 -}} b", "a1b")]
    [InlineData("{{.text}} {{.number}} {{.fraction}} {{.yes}} {{.missing}} {{.nothing}}", "a b 7 1.5 true <no value> <no value>")]
    [InlineData("{{.map.k}} {{(index .map \"j\")}} {{index .list 1}} {{slice .list 1 | len}} {{slice .text 0 1}}", "v w y 2 a")]
    [InlineData("{{if .empty}}1{{else if .yes}}2{{else}}3{{end}}", "2")]
    [InlineData("{{if and .yes .number}}1{{end}}{{if or .empty \"\"}}2{{end}}{{if not .empty}}3{{end}}", "13")]
    [InlineData("{{range .list}}{{.}},{{end}}", "x,y,z,")]
    [InlineData("{{range $i, $x := .list}}{{if eq $i 1}}{{continue}}{{end}}{{$i}}{{$x}}{{end}}", "0x2z")]
    [InlineData("{{range .list}}{{.}}{{break}}{{end}}", "x")]
    [InlineData("{{range $k, $v := .map}}{{$k}}={{$v}};{{end}}", "j=w;k=v;")]
    [InlineData("{{range 3}}{{.}}{{end}}", "012")]
    [InlineData("{{range .empty}}1{{else}}2{{end}}", "2")]
    [InlineData("{{with .map}}{{.k}}{{end}}{{with .empty}}x{{else}}y{{end}}{{with .empty}}x{{else with .text}}{{.}}{{end}}", "vya b")]
    [InlineData("{{$x := 1}}{{$x}}{{$x = 2}}{{$x}}{{range .list}}{{$x = .}}{{end}}{{$x}}", "12z")]
    [InlineData("{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .text}}{{block \"u\" 5}}[{{.}}]{{end}}", "<a b>[5]")]
    [InlineData("{{eq 1 2 1}} {{ne \"a\" \"b\"}} {{lt 1 2}} {{le 2.5 2.5}} {{gt \"b\" \"a\"}} {{ge 1 2}}", "true true true true true false")]
    [InlineData("{{\"q\\\"\" | printf \"%q %s %v\" 1}}", "'\\x01' q\" %!v(MISSING)")]
    [InlineData("{{print 1 2 \"a\" \"b\" 3}}|{{println \"x\" 1}}", "1 2a b3|x 1\n")]
    [InlineData("{{html \"<a&'>\"}} {{js \"it's <b>\"}} {{urlquery \"a b&c\"}}", "&lt;a&amp;&#39;&gt; it\\'s \\u003Cb\\u003E a+b%26c")]
    [InlineData("{{len .text}} {{len .list}} {{len .map}}", "3 3 2")]
    [InlineData("{{'a'}} {{0x10}} {{1_000}} {{1e3}} {{`raw\\n`}} {{true}}", "97 16 1000 1000 raw\\n true")]
    public void A_template_gives(string template, string result) => Assert.Equal(result, Template.Parse("t", template, _options).Execute(_data));

    [Theory]
    [InlineData("{{", "unclosed action")]
    [InlineData("{{.a", "unclosed action")]
    [InlineData("{{end}}", "unexpected {{end}}")]
    [InlineData("{{if .a}}", "unexpected EOF")]
    [InlineData("{{nonsense .a}}", "function \"nonsense\" not defined")]
    [InlineData("{{break}}", "{{break}} outside {{range}}")]
    [InlineData("{{$x}}", "undefined variable \"$x\"")]
    [InlineData("{{\"open}}", "unterminated quoted string")]
    [InlineData("{{/* open", "unclosed comment")]
    public void A_text_that_is_no_template_is_refused(string template, string reason) =>
        Assert.Contains(reason, Assert.Throws<TemplateSyntaxException>(() => Template.Parse("t", template, _options)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{index .list 9}}")]
    [InlineData("{{template \"none\"}}")]
    [InlineData("{{len .number}}")]
    [InlineData("{{eq .list .map}}")]
    [InlineData("{{define \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}}")]
    public void A_template_that_fails_says_so(string template) =>
        Assert.Throws<TemplateExecutionException>(() => Template.Parse("t", template, _options).Execute(_data));

    [Fact]
    public void Fields_are_the_keys_that_a_template_reads() =>
        Assert.Equal(
            ["a", "b", "c", "d", "e"], Template.Parse("t", "{{.a}}{{if .b}}{{with .c}}x{{end}}{{range $i, $v := .d}}{{$v}}{{end}}{{end}}{{printf \"%s\" .e}}", _options).Fields.Order());
}
