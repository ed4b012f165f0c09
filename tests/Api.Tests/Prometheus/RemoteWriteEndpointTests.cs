using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Tests;

namespace Orleans.Obs.Api.Tests.Prometheus;

public sealed class RemoteWriteEndpointTests : IAsyncLifetime
{
    private static readonly (string, string)[] _up = [("__name__", "up"), ("job", "api")];
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(options =>
    {
        options.MaxWriteBodyBytes = 100_000;
        options.MaxDecodedWriteBytes = 200_000;
        options.TenantWriteBytesInFlight = 300_000;
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Everything_accepted_is_204_without_a_body()
    {
        HttpResponseMessage response = await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1), (2000, 2)));
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(response.Headers, static header => header.Key.EndsWith("-Written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_2_tells_what_was_written()
    {
        HttpResponseMessage response = await _server.WriteAsync(RemoteWriteMessages.Request2(["", "__name__", "up"], ([1, 2], 1000, 1)), version: 2);
        Assert.Equal((204, "1,0,0"), ((int)response.StatusCode, Written(response)));
    }

    [Fact]
    public async Task An_empty_request_of_version_2_has_the_headers_too()
    {
        HttpResponseMessage response = await _server.WriteAsync(new ProtoMessage(), version: 2);
        Assert.Equal((204, "0,0,0"), ((int)response.StatusCode, Written(response)));
    }

    [Theory]
    [InlineData("application/json", "snappy")]
    [InlineData("image/png", "snappy")]
    [InlineData("application/x-protobuf", "gzip")]
    [InlineData("application/x-protobuf", "deflate")]
    [InlineData("application/x-protobuf; proto=prometheus.SomethingElse", "snappy")]
    public async Task Formats_that_are_not_known_are_415_whatever_the_body(string contentType, string encoding)
    {
        HttpResponseMessage response = await _server.WriteBytesAsync([1, 2, 3], contentType, encoding);
        Assert.Equal((415, "0,0,0"), ((int)response.StatusCode, Written(response)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("application/x-protobuf", null)]
    [InlineData("application/x-protobuf; proto=prometheus.WriteRequest", "snappy")]
    public async Task Version_1_is_the_default(string? contentType, string? encoding)
    {
        byte[] body = Snappier.Snappy.CompressToArray(RemoteWriteMessages.Request(_up, (1000, 1)).ToArray());
        Assert.Equal(204, (int)(await _server.WriteBytesAsync(body, contentType, encoding)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dGhpcyBpcyBub3Qgc25hcHB5IGF0IGFsbA==")]
    [InlineData("FVD/////IG5laXRoZXIgcHJvdG9idWY=")]
    [InlineData("JZAKJgoSCghfX25hbWVfXxIGcndfY3V0EhAJAAAAAAAA8D8QgKyM")]
    [InlineData("gIDAEABB")]
    public async Task Damaged_bodies_are_400(string base64)
    {
        HttpResponseMessage response = await _server.WriteBytesAsync(Convert.FromBase64String(base64), "application/x-protobuf", "snappy");
        Assert.Equal((400, "0,0,0"), ((int)response.StatusCode, Written(response)));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413() =>
        Assert.Equal(413, (int)(await _server.WriteBytesAsync(new byte[100_001], "application/x-protobuf", "snappy")).StatusCode);

    [Fact]
    public async Task A_chunked_body_beyond_the_limit_is_413()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/write") { Content = new StreamContent(new MemoryStream(new byte[100_001])) };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(413, (int)(await _server.Client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Labels_that_break_the_rules_are_left_out_in_version_1()
    {
        ProtoMessage message = new ProtoMessage()
            .Message(1, RemoteWriteMessages.Series([("job", "nameless")], (1000, 1)))
            .Message(1, RemoteWriteMessages.Series([("__name__", "x"), ("a", "1"), ("a", "2")], (1000, 1)))
            .Message(1, RemoteWriteMessages.Series(_up, (1000, 1)));
        Assert.Equal(204, (int)(await _server.WriteAsync(message)).StatusCode);
        Assert.Equal((200, """{"status":"success","data":["__name__","job"]}"""), await _server.GetAsync("/api/v1/labels"));
        Assert.Equal((200, """{"status":"success","data":["api"]}"""), await _server.GetAsync("/api/v1/label/job/values"));
    }

    [Fact]
    public async Task Labels_that_break_the_rules_are_named_in_version_2_and_the_rest_is_stored()
    {
        HttpResponseMessage response = await _server.WriteAsync(RemoteWriteMessages.Request2(["", "job", "x", "__name__"], ([1, 2], 1000, 1), ([3, 2], 1000, 1), ([1, 9], 1000, 1)), version: 2);
        Assert.Equal((400, "1,0,0"), ((int)response.StatusCode, Written(response)));
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, text.TrimEnd().Split('\n').Length);
        Assert.Contains("invalid metric name or labels", text, StringComparison.Ordinal);
        Assert.Contains("outside of symbols table", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_value_for_a_timestamp_is_400()
    {
        await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)));
        Assert.Equal(204, (int)(await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)))).StatusCode);
        HttpResponseMessage response = await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 2)));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith("duplicate sample for timestamp", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_that_breaks_the_rules_is_400()
    {
        ProtoMessage series = RemoteWriteMessages.Series(_up).Message(4, new ProtoMessage().Varint(1, 99).Int64(15, 1000));
        Assert.Equal(400, (int)(await _server.WriteAsync(new ProtoMessage().Message(1, series))).StatusCode);
    }

    [Theory]
    [InlineData(ReplyStatus.Unavailable)]
    [InlineData(ReplyStatus.Overloaded)]
    public async Task Trouble_in_a_shard_is_503_with_a_time_to_retry(ReplyStatus status)
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => Task.FromResult(MetricsAppendReply.Not(status, 7, "the log is full"));
        }

        HttpResponseMessage response = await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)));
        Assert.Equal((503, "0,0,0", "7"), ((int)response.StatusCode, Written(response), response.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task A_lost_call_is_503_and_its_memory_is_not_reused()
    {
        ReadOnlyMemory<byte> lost = default;
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = batch =>
            {
                lost = batch.Batch;
                throw new TimeoutException("no answer");
            };
        }

        Assert.Equal(503, (int)(await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)))).StatusCode);
        byte[] before = lost.ToArray();
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = null;
        }

        for (int i = 0; i < 10; i++)
        {
            await _server.WriteAsync(RemoteWriteMessages.Request(_up, (3000 + i, 1)));
        }

        Assert.Equal(before, lost.ToArray());
    }

    [Fact]
    public async Task More_bytes_in_flight_than_a_tenant_may_have_are_429()
    {
        var gate = new TaskCompletionSource<MetricsAppendReply>();
        var begun = new TaskCompletionSource();
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ =>
            {
                begun.TrySetResult();
                return gate.Task;
            };
        }

        ProtoMessage large = RemoteWriteMessages.Request(_up, (1000, 1)).Bytes(77, new byte[140_000]);
        Task<HttpResponseMessage> first = _server.WriteAsync(large);
        await begun.Task;
        HttpResponseMessage second = await _server.WriteAsync(large);
        Assert.Equal((429, "1"), ((int)second.StatusCode, second.Headers.RetryAfter?.ToString()));
        gate.SetResult(new MetricsAppendReply(ReplyStatus.Ok, 1, 0, 0, []));
        Assert.Equal(204, (int)(await first).StatusCode);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)), tenant: "a");
        Assert.Equal((200, """{"status":"success","data":[]}"""), await _server.GetAsync("/api/v1/labels"));
        _server.Client.DefaultRequestHeaders.Add("X-Scope-OrgID", "a");
        Assert.Equal((200, """{"status":"success","data":["__name__","job"]}"""), await _server.GetAsync("/api/v1/labels"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("__own")]
    [InlineData("a|b")]
    public async Task A_tenant_name_that_breaks_the_rules_is_400(string tenant) =>
        Assert.Equal(400, (int)(await _server.WriteAsync(RemoteWriteMessages.Request(_up, (1000, 1)), tenant: tenant)).StatusCode);

    [Fact]
    public async Task Only_POST_is_allowed() => Assert.Equal(405, (await _server.GetAsync("/api/v1/write")).Status);

    private static string Written(HttpResponseMessage response) => $"{Written(response, "Samples")},{Written(response, "Histograms")},{Written(response, "Exemplars")}";

    private static string Written(HttpResponseMessage response, string what) => response.Headers.GetValues($"X-Prometheus-Remote-Write-{what}-Written").Single();
}
