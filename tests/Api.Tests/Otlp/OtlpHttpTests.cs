using System.IO.Compression;
using System.Net.Http.Headers;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using ZstdSharp;

namespace Orleans.Obs.Api.Tests.Otlp;

public sealed class OtlpHttpTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(static options => options.MaxDecodedWriteBytes = 1 << 20);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/v1/metrics")]
    [InlineData("/otlp/v1/metrics")]
    [InlineData("/api/v1/otlp/v1/metrics")]
    [InlineData("/prometheus/api/v1/otlp/v1/metrics")]
    [InlineData("/opentelemetry/v1/metrics")]
    [InlineData("/opentelemetry/api/v1/push")]
    public async Task JSON_is_stored(string path)
    {
        Assert.Equal((200, "application/json", "{}"), await SendAsync(path, MetricsRequests.ToJson(MetricsRequests.Gauge), "application/json; charset=utf-8"));
        Assert.Equal((200, """{"status":"success","data":[{"__name__":"load","job":"shop"}]}"""), await _server.GetAsync("/api/v1/series?match[]=load"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Protobuf_in_every_encoding_is_stored_and_answered_with_an_empty_message(string? encoding)
    {
        byte[] body = Compress(MetricsRequests.ToProtobuf(MetricsRequests.Gauge), encoding);
        Assert.Equal((200, "application/x-protobuf", ""), await SendAsync("/v1/metrics", body, "application/x-protobuf", encoding));
        Assert.Equal((200, """{"status":"success","data":["shop"]}"""), await _server.GetAsync("/api/v1/label/job/values"));
    }

    [Fact]
    public async Task What_is_refused_is_a_partial_success() => Assert.Equal(
        (200, "application/json", """{"partialSuccess":{"rejectedDataPoints":"1","errorMessage":"invalid temporality and type combination for metric \u0022d\u0022"}}"""),
        await SendAsync("/v1/metrics", MetricsRequests.ToJson(MetricsRequests.WithoutTemporality), "application/json"));

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/x-protobuf", null)]
    [InlineData("application/x-protobuf", "gzip")]
    [InlineData("application/x-protobuf", "deflate")]
    [InlineData("application/x-protobuf", "zstd")]
    [InlineData("application/x-protobuf", "br")]
    [InlineData("text/plain", null)]
    public async Task What_can_not_be_read_is_400_with_a_status_in_the_encoding_of_the_request(string contentType, string? encoding)
    {
        (int status, string? answered, string text) = await SendAsync("/v1/metrics", [1, 2, 3], contentType, encoding);
        Assert.Equal((400, contentType == "application/x-protobuf" ? contentType : "application/json"), (status, answered));
        Assert.NotEmpty(text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task What_would_be_too_large_decompressed_is_413(string encoding) =>
        Assert.Equal(413, (await SendAsync("/v1/metrics", Compress(new byte[(1 << 20) + 1], encoding), "application/x-protobuf", encoding)).Status);

    [Fact]
    public async Task Trouble_in_a_shard_is_503_with_a_time_to_retry()
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => Task.FromResult(MetricsAppendReply.Not(ReplyStatus.Unavailable, 7, "the log is full"));
        }

        HttpResponseMessage response = await PostAsync("/v1/metrics", MetricsRequests.ToJson(MetricsRequests.Gauge), "application/json", null);
        Assert.Equal((503, TimeSpan.FromSeconds(7)), ((int)response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Equal("""{"message":"the log is full"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Too_many_samples_are_429_with_a_time_to_retry()
    {
        _server.Cluster.Settings = new TenantSettings(4, new TenantLimits { IngestionRate = 0.001, IngestionBurst = 1 });

        // The first takes what is there; the second may find the little that has come since, and take more than that.
        Assert.Equal(200, (await SendAsync("/v1/metrics", MetricsRequests.ToJson(MetricsRequests.Gauge), "application/json")).Status);
        await SendAsync("/v1/metrics", MetricsRequests.ToJson(MetricsRequests.Gauge), "application/json");
        HttpResponseMessage response = await PostAsync("/v1/metrics", MetricsRequests.ToJson(MetricsRequests.Gauge), "application/json", null);
        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    private static byte[] Compress(byte[] body, string? encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            "zstd" => new CompressionStream(compressed),
            _ => compressed,
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private async Task<(int Status, string? ContentType, string Text)> SendAsync(string path, byte[] body, string contentType, string? encoding = null)
    {
        HttpResponseMessage response = await PostAsync(path, body, contentType, encoding);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return _server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
