using System.IO.Pipelines;
using System.Text;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Tests.Prometheus;

public sealed class QueryAnswerTests
{
    private static readonly LabelSet _up = LabelSet.Of(("__name__", "up"), ("path", "a\"b\\c\nd\u0001е"));

    [Fact]
    public async Task A_vector_has_one_value_each() => Assert.Equal(
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","path":"a\"b\\c\nd\u0001е"},"value":[1.500,"+Inf"]},{"metric":{},"value":[2,"3"]}]}}""",
        await Write(new QueryResult
        {
            Type = PromQLType.Vector,
            Series = [Floats(_up, (1500, double.PositiveInfinity)), Floats(LabelSet.Empty, (2000, 3))],
        }));

    [Fact]
    public async Task A_matrix_separates_floats_and_histograms()
    {
        var histogram = new NativeHistogram
        {
            IsInteger = true, Schema = 0, Count = 6, Sum = 4.5, ZeroThreshold = 0.001, ZeroCount = 1,
            PositiveSpans = [new BucketSpan(0, 2)], PositiveBuckets = [2, 0], NegativeSpans = [new BucketSpan(1, 1)], NegativeBuckets = [3],
        };
        Assert.Equal(
            """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[3,"NaN"]],"histograms":[[2,{"count":"6","sum":"4.5","buckets":[[1,"-2","-1","3"],[3,"-0.001","0.001","1"],[0,"0.5","1","2"]]}]]}]}}""",
            await Write(new QueryResult
            {
                Type = PromQLType.Matrix,
                Series = [new ResultSeries(LabelSet.Empty, new long[] { 1000, 2000, 3000 }, new[] { 1, double.NaN, double.NaN }, [null, histogram, null])],
            }));
    }

    [Fact]
    public async Task A_histogram_without_buckets_shows_none() => Assert.Equal(
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"0","sum":"0"}]}]}}""",
        await Write(new QueryResult
        {
            Type = PromQLType.Vector,
            Series = [new ResultSeries(LabelSet.Empty, new long[] { 1000 }, new[] { double.NaN }, [new NativeHistogram()])],
        }));

    [Fact]
    public async Task Scalars_and_strings_are_pairs()
    {
        Assert.Equal("""{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}""", await Write(new QueryResult { Type = PromQLType.Scalar, Scalar = 2 }));
        Assert.Equal("""{"status":"success","data":{"resultType":"string","result":[4,"a\"b"]}}""", await Write(new QueryResult { Type = PromQLType.String, Text = "a\"b" }));
    }

    [Fact]
    public async Task Nothing_is_an_empty_list() => Assert.Equal(
        """{"status":"success","data":{"resultType":"matrix","result":[]}}""", await Write(new QueryResult { Type = PromQLType.Matrix }));

    [Fact]
    public async Task More_than_ten_annotations_are_counted()
    {
        string answer = await Write(new QueryResult { Type = PromQLType.Matrix, Warnings = [.. Enumerable.Range(0, 13).Select(i => $"w{i}")], Infos = ["i"] });
        Assert.EndsWith(""","w9","3 more warning annotations omitted"],"infos":["i"]}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_cuts_and_warns()
    {
        var result = new QueryResult { Type = PromQLType.Vector, Series = [Floats(LabelSet.Empty, (1000, 1)), Floats(_up, (1000, 2))] };
        Assert.Equal(
            """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]},"warnings":["results truncated due to limit"]}""",
            await Write(result, answer => answer with { Limit = 1 }));
    }

    [Fact]
    public async Task Statistics_are_shown_on_demand()
    {
        var result = new QueryResult { Type = PromQLType.Vector, Statistics = new QueryStatistics { TotalQueryableSamples = 3, PeakSamples = 2, SamplesPerStep = [1, 2] } };
        string answer = await Write(result, a => a with { Timings = new QueryTimings(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.25)), StepsOfStatistics = (1000, 500) });
        Assert.Contains("""
            "execQueueTime":1,"execTotalTime":1.25},"samples":{"totalQueryableSamplesPerStep":[[1,1],[1.500,2]],"totalQueryableSamples":3,"peakSamples":2,
            """.Trim(), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_series_stay_one_valid_document()
    {
        var result = new QueryResult { Type = PromQLType.Matrix, Series = [.. Enumerable.Range(0, 1000).Select(i => Floats(LabelSet.Of(("i", $"{i}")), (i, i), (i + 1, i)))] };
        using var document = System.Text.Json.JsonDocument.Parse(await Write(result));
        Assert.Equal(1000, document.RootElement.GetProperty("data").GetProperty("result").GetArrayLength());
    }

    private static ResultSeries Floats(LabelSet labels, params (long Time, double Value)[] points) =>
        new(labels, points.Select(point => point.Time).ToArray(), points.Select(point => point.Value).ToArray());

    private static async Task<string> Write(QueryResult result, Func<QueryAnswer, QueryAnswer>? configure = null)
    {
        var stream = new MemoryStream();
        var answer = new QueryAnswer(result, 4000);
        await (configure?.Invoke(answer) ?? answer).WriteAsync(PipeWriter.Create(stream), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
