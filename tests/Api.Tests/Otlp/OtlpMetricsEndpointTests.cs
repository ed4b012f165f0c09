using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Otlp;

namespace Orleans.Obs.Api.Tests.Otlp;

public sealed class OtlpMetricsEndpointTests : IAsyncLifetime
{
    private const string Gauge =
        """{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"load","gauge":{"dataPoints":[{"asDouble":0.5,"timeUnixNano":"2000000000"}]}}]}]}]}""";

    private const string Delta =
        """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"d","sum":{"aggregationTemporality":1,"dataPoints":[{"asInt":"1"}]}}]}]}]}""";

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/v1/metrics")]
    [InlineData("/otlp/v1/metrics")]
    [InlineData("/api/v1/otlp/v1/metrics")]
    public async Task JSON_is_stored(string path)
    {
        Assert.Equal((200, "application/json", "{}"), await SendAsync(path, Encoding.UTF8.GetBytes(Gauge), "application/json", null));
        Assert.Equal((200, """{"status":"success","data":[{"__name__":"load","job":"shop"}]}"""), await _server.GetAsync("/api/v1/series?match[]=load"));
    }

    [Fact]
    public async Task Protobuf_in_gzip_is_stored_and_answered_with_an_empty_message()
    {
        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(OtlpJson.MetricsToProtobuf(Encoding.UTF8.GetBytes(Gauge)), TestContext.Current.CancellationToken);
        }

        Assert.Equal((200, "application/x-protobuf", ""), await SendAsync("/v1/metrics", compressed.ToArray(), "application/x-protobuf", "gzip"));
        Assert.Equal((200, """{"status":"success","data":["shop"]}"""), await _server.GetAsync("/api/v1/label/job/values"));
    }

    [Fact]
    public async Task What_is_refused_is_a_partial_success() => Assert.Equal(
        (200, "application/json", """{"partialSuccess":{"rejectedDataPoints":"1","errorMessage":"invalid temporality and type combination for metric \u0022d\u0022"}}"""),
        await SendAsync("/v1/metrics", Encoding.UTF8.GetBytes(Delta), "application/json", null));

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/x-protobuf", null)]
    [InlineData("application/x-protobuf", "gzip")]
    [InlineData("application/x-protobuf", "deflate")]
    [InlineData("text/plain", null)]
    public async Task What_can_not_be_read_is_400(string contentType, string? encoding) => Assert.Equal(400, (await SendAsync("/v1/metrics", [1, 2, 3], contentType, encoding)).Status);

    [Fact]
    public async Task Trouble_in_a_shard_is_503_with_a_time_to_retry()
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => Task.FromResult(MetricsAppendReply.Not(ReplyStatus.Unavailable, 7, "the log is full"));
        }

        Assert.Equal((503, "application/json", """{"message":"the log is full"}"""), await SendAsync("/v1/metrics", Encoding.UTF8.GetBytes(Gauge), "application/json", null));
    }

    private async Task<(int Status, string? ContentType, string Text)> SendAsync(string path, byte[] body, string contentType, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        HttpResponseMessage response = await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
