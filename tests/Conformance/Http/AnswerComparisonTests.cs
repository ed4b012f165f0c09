using System.Text.Json.Nodes;

namespace Orleans.Obs.Conformance.Http;

public class AnswerComparisonTests
{
    private const string Vector = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"1"},"value":[1795174200,"0.1"]},{"metric":{"a":"2"},"value":[1795174200,"NaN"]}]}}""";

    [Fact]
    public void An_answer_agrees_with_itself_in_every_mode()
    {
        foreach (string mode in new[] { "prom", "annotated", "ordered", "json", "rows", "tree", "shape", "set", "status" })
        {
            Assert.Null(Fault(mode, Vector, Vector));
        }
    }

    [Fact]
    public void Series_may_come_in_any_order_unless_it_counts()
    {
        string swapped = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"2"},"value":[1795174200,"NaN"]},{"metric":{"a":"1"},"value":[1795174200,"0.1"]}]}}""";
        Assert.Null(Fault("prom", Vector, swapped));
        Assert.NotNull(Fault("ordered", Vector, swapped));
    }

    [Theory]
    [InlineData("\"0.1\"", "\"0.10000000000001\"", false)]
    [InlineData("\"0.1\"", "\"0.1001\"", true)]
    [InlineData("\"0.1\"", "0.1", true)]
    [InlineData("\"NaN\"", "\"1\"", true)]
    [InlineData("{\"a\":\"2\"}", "{\"a\":\"2.0\"}", true)]
    [InlineData("[1795174200,\"0.1\"]", "[1795174200.001,\"0.1\"]", true)]
    [InlineData("[1795174200,\"0.1\"]", "[1795174200.0001,\"0.1\"]", false)]
    [InlineData("vector", "matrix", true)]
    public void Differences_are_seen(string from, string to, bool differs) =>
        Assert.Equal(differs, Fault("prom", Vector, Vector.Replace(from, to, StringComparison.Ordinal)) is not null);

    [Fact]
    public void Annotations_count_when_asked_for()
    {
        string warned = Vector[..^1] + ""","warnings":["w"]}""";
        Assert.Null(Fault("prom", Vector, warned));
        Assert.NotNull(Fault("annotated", Vector, warned));
    }

    [Fact]
    public void Of_errors_only_the_kind_counts()
    {
        const string Error = """{"status":"error","errorType":"bad_data","error":"x"}""";
        Assert.Null(Fault("prom", Error, Error.Replace("\"x\"", "\"y\"", StringComparison.Ordinal), 400));
        Assert.NotNull(Fault("prom", Error, Error.Replace("bad_data", "execution", StringComparison.Ordinal), 400));
    }

    [Fact]
    public void Ignored_paths_are_dropped()
    {
        const string One = """{"data":[{"id":1,"x":{"t":1}}]}""", Other = """{"data":[{"id":2,"x":{"t":2}}]}""";
        Assert.NotNull(Fault("json", One, Other));
        Assert.Null(Fault("json", One, Other, 200, "data.*.id", "**.t"));
    }

    private static string? Fault(string mode, string expected, string actual, int status = 200, params string[] ignored)
    {
        var @case = new JsonObject
        {
            ["compare"] = mode,
            ["expect"] = new JsonObject { ["status"] = status, ["json"] = JsonNode.Parse(expected) },
            ["ignore"] = new JsonArray([.. ignored.Select(path => (JsonNode)path)]),
        };
        return AnswerComparison.Fault(@case, new SuiteAnswer(status, actual, new Dictionary<string, string>()));
    }
}
