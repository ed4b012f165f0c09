using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Headers = Grpc.Core.Metadata;

namespace Orleans.Obs.Api.Tests.Otlp;

public sealed class OtlpGrpcTests : IAsyncLifetime
{
    private static readonly byte[] s_gauge = MetricsRequests.ToProtobuf(MetricsRequests.Gauge);

    private ApiServer _server = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(static options => options.MaxDecodedWriteBytes = 1 << 20);
        _channel = GrpcChannel.ForAddress(_server.OtlpAddress);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task A_request_is_stored_and_answered_with_an_empty_message(string? encoding)
    {
        Headers headers = encoding is null ? [] : [new Headers.Entry("grpc-internal-encoding-request", encoding)];
        Assert.Empty(await ExportAsync(s_gauge, headers));
        Assert.Equal((200, """{"status":"success","data":["shop"]}"""), await _server.GetAsync("/api/v1/label/job/values"));
    }

    [Fact]
    public async Task The_tenant_is_in_the_metadata()
    {
        await ExportAsync(s_gauge, [new Headers.Entry("x-scope-orgid", "acme")]);
        Assert.Contains(_server.Cluster.ShardsOf("acme"), static shard => shard.StatisticsAsync(0, TestContext.Current.CancellationToken).Result.HeadSeries > 0);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge, [new Headers.Entry("x-scope-orgid", "no/such")]));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task What_is_refused_is_a_partial_success()
    {
        byte[] answer = await ExportAsync(MetricsRequests.ToProtobuf(MetricsRequests.WithoutTemporality));
        Assert.EndsWith("invalid temporality and type combination for metric \"d\"", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_an_invalid_argument_which_nobody_repeats()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync([1, 2, 3]));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Null(refused.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_exhaustion_which_nobody_repeats()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(new byte[(1 << 20) + 1]));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Null(refused.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Trouble_in_a_shard_is_unavailability_with_a_time_to_retry()
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => Task.FromResult(MetricsAppendReply.Not(ReplyStatus.Unavailable, 7, "the log is full"));
        }

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge));
        Assert.Equal((StatusCode.Unavailable, "the log is full"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal(7, RetrySeconds(refused));
    }

    [Fact]
    public async Task Damage_is_an_internal_error_which_nobody_repeats()
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => Task.FromResult(MetricsAppendReply.Not(ReplyStatus.Failed, 0, "a block is damaged"));
        }

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge))).StatusCode);
    }

    [Fact]
    public async Task Too_many_samples_are_exhaustion_with_a_time_to_retry()
    {
        _server.Cluster.Settings = new TenantSettings(4, new TenantLimits { IngestionRate = 0.001, IngestionBurst = 1 });

        // The first takes what is there; the second may find the little that has come since, and take more than that.
        await ExportAsync(s_gauge);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await ExportAsync(s_gauge);
            await ExportAsync(s_gauge);
        });
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.InRange(RetrySeconds(refused), 1, 60);
    }

    [Fact]
    public async Task Too_many_bytes_in_flight_are_exhaustion_with_a_time_to_retry()
    {
        await using ApiServer server = await ApiServer.StartAsync(static options => options.TenantWriteBytesInFlight = 1_000_000);
        var stored = new TaskCompletionSource<MetricsAppendReply>();
        var arrived = new TaskCompletionSource();
        foreach (InMemoryShardGrain shard in server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ =>
            {
                arrived.TrySetResult();
                return stored.Task;
            };
        }

        Task<HttpResponseMessage> first = server.WriteAsync(new Protocols.Tests.ProtoMessage().Message(1, RemoteWriteMessages.Series([("__name__", "up")], (1000, 1))));
        await arrived.Task;
        using GrpcChannel channel = GrpcChannel.ForAddress(server.OtlpAddress);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge, channel: channel));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal(1, RetrySeconds(refused));
        stored.SetResult(new MetricsAppendReply(ReplyStatus.Ok, 1, 0, 0, []));
        await first;
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        var never = new TaskCompletionSource<MetricsAppendReply>();
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Append = _ => never.Task;
        }

        RpcException late = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge, deadline: DateTimeOffset.UtcNow.AddMilliseconds(100).UtcDateTime));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        never.SetResult(new MetricsAppendReply(ReplyStatus.Ok, 1, 0, 0, []));
    }

    [Fact]
    public async Task A_signal_that_is_not_served_is_unimplemented()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge, service: "opentelemetry.proto.collector.profiles.v1development.ProfilesService"));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_key_is_unauthenticated_when_keys_are_demanded()
    {
        await using ApiServer server = await ApiServer.StartAsync(access: static access => access.Enabled = true);
        using GrpcChannel channel = GrpcChannel.ForAddress(server.OtlpAddress);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => ExportAsync(s_gauge, channel: channel))).StatusCode);
    }

    [Fact]
    public async Task On_the_port_of_OTLP_there_is_nothing_else()
    {
        using var client = new HttpClient { BaseAddress = _server.OtlpAddress, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/api/v1/labels", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        using var content = new ByteArrayContent(s_gauge) { Headers = { { "Content-Type", "application/x-protobuf" } } };
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri("/v1/metrics", UriKind.Relative), content, TestContext.Current.CancellationToken)).StatusCode);
    }

    /// <summary>The seconds of the RetryInfo within the status that goes with an error; they are the last number in it.</summary>
    private static int RetrySeconds(RpcException refused)
    {
        byte[] details = refused.Trailers.GetValueBytes("grpc-status-details-bin") ?? [];
        Assert.Contains("google.rpc.RetryInfo", Encoding.UTF8.GetString(details), StringComparison.Ordinal);
        return details[^1];
    }

    private async Task<byte[]> ExportAsync(
        byte[] request, Headers? headers = null, DateTime? deadline = null, string service = "opentelemetry.proto.collector.metrics.v1.MetricsService", GrpcChannel? channel = null)
    {
        Marshaller<byte[]> bytes = Marshallers.Create(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, "Export", bytes, bytes);
        var options = new CallOptions(headers, deadline, TestContext.Current.CancellationToken);
        return await (channel ?? _channel).CreateCallInvoker().AsyncUnaryCall(method, host: null, options, request);
    }
}
