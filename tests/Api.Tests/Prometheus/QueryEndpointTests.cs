using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Tests;

namespace Orleans.Obs.Api.Tests.Prometheus;

/// <summary>Queries from request to answer, the ones that Grafana sends among them.</summary>
public sealed class QueryEndpointTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        var message = new ProtoMessage();
        foreach ((string job, int scale) in new[] { ("api", 1), ("web", 10) })
        {
            message.Message(1, RemoteWriteMessages.Series([("__name__", "up"), ("job", job)], (1_000_000, scale), (1_015_000, 2 * scale), (1_030_000, 2.5 * scale)));
        }

        Assert.Equal(204, (int)(await _server.WriteAsync(message)).StatusCode);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("query=1%2B1&time=4", """{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}""")]
    [InlineData("query=up{job=\"web\"}&time=1030", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"web"},"value":[1030,"25"]}]}}""")]
    [InlineData("query=up{job=\"web\"}&time=1030.5", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"web"},"value":[1030.500,"25"]}]}}""")]
    [InlineData("query=up{job=\"web\"}[20s]&time=1030", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"web"},"values":[[1015,"20"],[1030,"25"]]}]}}""")]
    [InlineData("query=sum(up)&time=1970-01-01T00:17:10Z", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1030,"27.5"]}]}}""")]
    [InlineData("query=\"text\"&time=1", """{"status":"success","data":{"resultType":"string","result":[1,"text"]}}""")]
    [InlineData("query=1&time=1435781451.05", """{"status":"success","data":{"resultType":"scalar","result":[1435781451.05,"1"]}}""")]
    [InlineData("query=\"<%26>\\u2028\"&time=-1.5", """{"status":"success","data":{"resultType":"string","result":[-1.5,"\u003c\u0026\u003e\u2028"]}}""")]
    [InlineData("query=vector(1)&time=-1.5", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[-1.500,"1"]}]}}""")]
    [InlineData("query=label_replace(vector(1),\"a\",\"<%26>\",\"\",\"\")&time=1", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"<&>"},"value":[1,"1"]}]}}""")]
    [InlineData("query=nothing&time=1", """{"status":"success","data":{"resultType":"vector","result":[]}}""")]
    [InlineData("query=sort_desc(up)&time=1030&limit=1", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"web"},"value":[1030,"25"]}]},"warnings":["results truncated due to limit"]}""")]
    [InlineData("query=up{job=\"web\"}&time=1040&lookback_delta=5s", """{"status":"success","data":{"resultType":"vector","result":[]}}""")]
    public async Task Instant_queries_answer(string query, string expected) => Assert.Equal((200, expected), await _server.GetAsync($"/api/v1/query?{query}"));

    [Fact]
    public async Task Grafana_tests_a_data_source_with_a_form() => Assert.Equal(
        (200, """{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}"""),
        await _server.PostAsync("/prometheus/api/v1/query", ("query", "1+1"), ("time", "4")));

    [Fact]
    public async Task The_form_wins_over_the_address() => Assert.Equal(
        (200, """{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}"""), await _server.PostAsync("/api/v1/query?query=1&time=4", ("query", "2")));

    [Theory]
    [InlineData("query=up&start=1000&end=1030&step=15", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"api"},"values":[[1000,"1"],[1015,"2"],[1030,"2.5"]]},{"metric":{"__name__":"up","job":"web"},"values":[[1000,"10"],[1015,"20"],[1030,"25"]]}]}}""")]
    [InlineData("query=sum(up)&start=1000&end=1001&step=0.5", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1000,"11"],[1000.500,"11"],[1001,"11"]]}]}}""")]
    [InlineData("query=nothing&start=1000&end=1030&step=1m", """{"status":"success","data":{"resultType":"matrix","result":[]}}""")]
    [InlineData("query=count(nothing)&start=0&end=11000&step=1", """{"status":"success","data":{"resultType":"matrix","result":[]}}""")]
    [InlineData("query=up&start=1000&end=1000&step=15&limit=1", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"api"},"values":[[1000,"1"]]}]},"warnings":["results truncated due to limit"]}""")]
    public async Task Range_queries_answer(string query, string expected) => Assert.Equal((200, expected), await _server.GetAsync($"/api/v1/query_range?{query}"));

    [Theory]
    [InlineData("", 400, "bad_data", "invalid parameter \"query\": unknown position: parse error: no expression found in input")]
    [InlineData("up{", 400, "bad_data", "invalid parameter \"query\": 1:4: parse error: unexpected end of input inside braces")]
    [InlineData("foo(up)", 400, "bad_data", "invalid parameter \"query\": 1:1: parse error: unknown function with name \"foo\"")]
    [InlineData("label_replace(up, \"job\", \"\", \"\", \"\")", 422, "execution", "vector cannot contain metrics with the same labelset")]
    public async Task Failed_queries_are_told_apart(string query, int status, string type, string message)
    {
        (int actual, string text) = await _server.PostAsync("/api/v1/query", ("query", query), ("time", "1030"));
        using var answer = System.Text.Json.JsonDocument.Parse(text);
        Assert.Equal((status, type, message), (actual, answer.RootElement.GetProperty("errorType").GetString(), answer.RootElement.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Statistics_are_shown_on_demand()
    {
        (int status, string text) = await _server.GetAsync("/api/v1/query?query=up&time=1030&stats=all");
        Assert.Equal(200, status);
        Assert.Contains("\"stats\":{\"timings\":{\"evalTotalTime\":", text, StringComparison.Ordinal);
        Assert.Contains("\"totalQueryableSamples\":2,", text, StringComparison.Ordinal);
        Assert.DoesNotContain("warnings", text, StringComparison.Ordinal);
        Assert.Contains("value \\\"yes\\\" for parameter \\\"stats\\\" is deprecated", (await _server.GetAsync("/api/v1/query?query=up&time=1030&stats=yes")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_beyond_its_timeout_is_503()
    {
        HangPlans();
        Assert.Equal(
            (503, """{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}"""),
            await _server.GetAsync("/api/v1/query?query=up&time=1030&timeout=20ms"));
    }

    [Fact]
    public async Task A_query_that_waits_beyond_its_timeout_is_503()
    {
        _server.Cluster.Settings = new TenantSettings(4, new TenantLimits { QueryConcurrency = 1 });
        TaskCompletionSource begun = HangPlans();
        Task<(int Status, string Text)> first = _server.GetAsync("/api/v1/query?query=up&time=1030&timeout=30s");
        await begun.Task;
        Assert.Equal(
            (503, """{"status":"error","errorType":"timeout","error":"query timed out in query queue"}"""),
            await _server.GetAsync("/api/v1/query?query=up&time=1030&timeout=20ms"));
        _server.Client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task A_client_that_leaves_stops_its_query()
    {
        var begun = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Execute = async cancellationToken =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => stopped.TrySetResult(), TaskScheduler.Default);
                return PlanReply.Not(ReplyStatus.Ok, "");
            };
        }

        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> request = _server.Client.GetAsync(new Uri("/api/v1/query?query=up&time=1030", UriKind.Relative), leave.Token);
        await begun.Task;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await stopped.Task;
    }

    [Fact]
    public async Task A_shard_in_trouble_is_503()
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Execute = _ => Task.FromResult(PlanReply.Not(ReplyStatus.Unavailable, "the shard is changing hands"));
        }

        (int status, string body) = await _server.GetAsync("/api/v1/query?query=up&time=1030");
        Assert.Equal(503, status);
        Assert.StartsWith("""{"status":"error","errorType":"unavailable","error":"shard anonymous/""", body, StringComparison.Ordinal);
        Assert.EndsWith("""does not answer: the shard is changing hands"}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Federation_shows_the_newest_samples_with_their_times()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        long recent = now.ToUnixTimeMilliseconds() - 5000;
        await _server.WriteAsync(RemoteWriteMessages.Request([("__name__", "fed.total"), ("la.bel", "a\"b\n"), ("instance", "i")], (recent - 1000, 1), (recent, 1e21)));
        await _server.WriteAsync(RemoteWriteMessages.Request([("__name__", "fed_b")], (recent, -0.5)));
        (int status, string text) = await _server.GetAsync("/federate?match[]={__name__=~\"fed.*\"}");
        Assert.Equal(200, status);
        Assert.Equal($"# TYPE fed_total untyped\nfed_total{{instance=\"i\",la_bel=\"a\\\"b\\n\"}} 1e+21 {recent}\n# TYPE fed_b untyped\nfed_b{{instance=\"\"}} -0.5 {recent}\n", text);
    }

    [Fact]
    public async Task Federation_of_nothing_is_empty_and_of_nonsense_a_line()
    {
        Assert.Equal((200, ""), await _server.GetAsync("/federate"));
        Assert.Equal((200, ""), await _server.GetAsync("/federate?match[]={}"));
        Assert.Equal((400, "1:4: parse error: unexpected end of input inside braces\n"), await _server.GetAsync("/federate?match[]=up{"));
    }

    [Fact]
    public async Task Federation_has_histograms_where_the_format_has_them()
    {
        long recent = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 5000;
        ProtoMessage histogram = new ProtoMessage().Varint(1, 3).Double(3, 1.5).ZigZag(4, 0).Double(5, 0).Varint(6, 0)
            .Message(11, new ProtoMessage().ZigZag(1, 1).Varint(2, 2)).PackedZigZag(12, 1, 1).Int64(15, recent);
        ProtoMessage custom = new ProtoMessage().Varint(1, 3).Double(3, 1.5).ZigZag(4, -53)
            .Message(11, new ProtoMessage().ZigZag(1, 0).Varint(2, 2)).PackedZigZag(12, 1, 1).Int64(15, recent).PackedDouble(16, 0.5);
        await _server.WriteAsync(new ProtoMessage()
            .Message(1, RemoteWriteMessages.Series([("__name__", "fed.h"), ("job", "x")]).Message(4, histogram))
            .Message(1, RemoteWriteMessages.Series([("__name__", "fed_c"), ("instance", "i")]).Message(4, custom)));
        Assert.Equal((200, ""), await _server.GetAsync("/federate?match[]={\"fed.h\"}&match[]=fed_c"));

        var request = new HttpRequestMessage(HttpMethod.Get, "/federate?match[]={\"fed.h\"}&match[]=fed_c");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=dots");
        HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=dots", response.Content.Headers.ContentType?.ToString());
        ProtoMessage native = new ProtoMessage().Double(2, 1.5).Double(4, 3).ZigZag(5, 0).Double(6, 0).Double(8, 0)
            .Message(12, new ProtoMessage().ZigZag(1, 1).Varint(2, 2)).Double(14, 1).Double(14, 2);
        ProtoMessage classic = new ProtoMessage().Double(2, 1.5).Double(4, 3)
            .Message(3, new ProtoMessage().Double(2, 0.5).Double(4, 1)).Message(3, new ProtoMessage().Double(2, double.PositiveInfinity).Double(4, 3));
        byte[] expected =
        [
            .. Family("fed_dot_h", new ProtoMessage().Message(1, Label("job", "x")).Message(1, Label("instance", "")).Int64(6, recent).Message(7, native)),
            .. Family("fed_c", new ProtoMessage().Message(1, Label("instance", "i")).Int64(6, recent).Message(7, classic)),
        ];
        Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        static ProtoMessage Label(string name, string value) => new ProtoMessage().Text(1, name).Text(2, value);

        static byte[] Family(string name, ProtoMessage metric)
        {
            byte[] family = new ProtoMessage().Text(1, name).Varint(3, 4).Message(4, metric).ToArray();
            return [.. new ProtoMessage().RawVarint((ulong)family.Length).ToArray(), .. family];
        }
    }

    [Fact]
    public async Task Remote_read_gives_samples_of_the_closed_range()
    {
        ProtoMessage query = new ProtoMessage().Int64(1, 1_000_000).Int64(2, 1_015_000).Message(3, new ProtoMessage().Text(2, "__name__").Text(3, "up")).Message(3, new ProtoMessage().Varint(1, 2).Text(2, "job").Text(3, "w.*"));
        var content = new ByteArrayContent(Snappier.Snappy.CompressToArray(new ProtoMessage().Message(1, query).ToArray()));
        HttpResponseMessage response = await _server.Client.PostAsync(new Uri("/api/v1/read", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.ToString());
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        ProtoMessage series = RemoteWriteMessages.Series([("__name__", "up"), ("job", "web")], (1_000_000, 10), (1_015_000, 20));
        Assert.Equal(new ProtoMessage().Message(1, new ProtoMessage().Message(1, series)).ToArray(), SnappyBlock.Decode(body, 1 << 20).ToArray());
    }

    [Fact]
    public async Task Remote_read_streams_chunks_to_those_who_take_them()
    {
        ProtoMessage query = new ProtoMessage().Int64(1, 0).Int64(2, 2_000_000).Message(3, new ProtoMessage().Text(2, "__name__").Text(3, "up"));
        HttpResponseMessage response = await PostReadAsync(new ProtoMessage().Message(1, query).Varint(2, 1).Varint(2, 0));
        Assert.Equal("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse", response.Content.Headers.ContentType?.ToString());
        byte[] stream = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Contains("api", System.Text.Encoding.ASCII.GetString(stream), StringComparison.Ordinal);
        Assert.Contains("web", System.Text.Encoding.ASCII.GetString(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_remote_read_is_400()
    {
        HttpResponseMessage response = await _server.Client.PostAsync(
            new Uri("/api/v1/read", UriKind.Relative), new ByteArrayContent([9, 9, 9]), TestContext.Current.CancellationToken);
        Assert.Equal((400, "text/plain"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(400, (int)(await PostReadAsync(new ProtoMessage().Varint(2, 9))).StatusCode);
    }

    private Task<HttpResponseMessage> PostReadAsync(ProtoMessage request) => _server.Client.PostAsync(
        new Uri("/api/v1/read", UriKind.Relative), new ByteArrayContent(Snappier.Snappy.CompressToArray(request.ToArray())), TestContext.Current.CancellationToken);

    /// <summary>Lets plans run until they are cancelled; the result tells when the first one began.</summary>
    private TaskCompletionSource HangPlans()
    {
        var begun = new TaskCompletionSource();
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Execute = async cancellationToken =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return PlanReply.Not(ReplyStatus.Ok, "");
            };
        }

        return begun;
    }
}
