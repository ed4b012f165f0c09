using System.Globalization;
using System.Text.Json.Nodes;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>The real SDKs export over every protocol, and PromQL reads what they sent under the names that Prometheus gives it, whichever temporality they prefer.</summary>
public sealed class OpenTelemetryDeliveryTests
{
    private static readonly (string Query, double Value)[] s_expected =
    [
        ("sdk_requests_total{http_route='/cart',job='eu/shop',instance='$'}", 7),
        ("sdk_active{job='eu/shop',instance='$'}", 2),
        ("sdk_temperature_celsius{job='eu/shop',instance='$'}", 21.5),
        ("sdk_latency_seconds_bucket{le='0.1',job='eu/shop',instance='$'}", 2),
        ("sdk_latency_seconds_bucket{le='1',job='eu/shop',instance='$'}", 2),
        ("sdk_latency_seconds_bucket{le='+Inf',job='eu/shop',instance='$'}", 4),
        ("sdk_latency_seconds_count{job='eu/shop',instance='$'}", 4),
        ("sdk_latency_seconds_sum{job='eu/shop',instance='$'}", 7.1),
        ("histogram_count(sdk_size_bytes{job='eu/shop',instance='$'})", 2),
        ("histogram_sum(sdk_size_bytes{job='eu/shop',instance='$'})", 7000),
        ("histogram_quantile(0.99, sdk_size_bytes{job='eu/shop',instance='$'}) > bool 4000", 1),
        ("target_info{host_name='h',job='eu/shop',instance='$'}", 1),
    ];

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(OtlpExportProtocol.Grpc, MetricReaderTemporalityPreference.Delta)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, MetricReaderTemporalityPreference.Delta)]
    public async Task The_SDK_for_dotnet_delivers(OtlpExportProtocol protocol, MetricReaderTemporalityPreference temporality)
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);
        string instance = $"dotnet-{protocol}-{temporality}";
        using (var sdk = new DotnetSdk(instance, protocol, AddressOf(ports, protocol == OtlpExportProtocol.Grpc), temporality))
        {
            Assert.True(sdk.Export(5));
            Assert.True(sdk.Export(2));
        }

        await AssertDeliveredAsync(silo, instance);
    }

    [Theory]
    [InlineData("grpc", "CUMULATIVE")]
    [InlineData("grpc", "DELTA")]
    [InlineData("proto", "CUMULATIVE")]
    [InlineData("proto", "DELTA")]
    [InlineData("http", "CUMULATIVE")]
    [InlineData("http", "DELTA")]
    public async Task The_SDK_for_JavaScript_delivers(string protocol, string temporality)
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);
        await JavaScriptSdk.ExportAsync(protocol, AddressOf(ports, protocol == "grpc"), temporality);

        await AssertDeliveredAsync(silo, $"js-{protocol}-{temporality}");
    }

    [Fact]
    public async Task Totals_of_deltas_go_on_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        using var sdk = new DotnetSdk("survivor", OtlpExportProtocol.Grpc, AddressOf(ports, grpc: true), MetricReaderTemporalityPreference.Delta);
        await using (SiloProcess first = await SiloProcess.StartReadyAsync(ports, folder.Path))
        {
            Assert.True(sdk.Export(5));
            await first.KillAsync();
        }

        await using SiloProcess second = await SiloProcess.StartReadyAsync(ports, folder.Path);
        Assert.True(sdk.Export(2));

        await AssertDeliveredAsync(second, "survivor");
    }

    private static Uri AddressOf(SiloPorts ports, bool grpc) => new(grpc ? $"http://127.0.0.1:{ports.OtlpGrpc}" : $"http://127.0.0.1:{ports.OtlpHttp}/v1/metrics");

    private static async Task AssertDeliveredAsync(SiloProcess silo, string instance)
    {
        foreach ((string query, double value) in s_expected)
        {
            string asked = query.Replace("$", instance, StringComparison.Ordinal);
            string text = await silo.Http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(asked)}", TestContext.Current.CancellationToken);
            JsonArray result = JsonNode.Parse(text)!["data"]!["result"]!.AsArray();
            Assert.True(result.Count == 1, $"{asked}: {text}");
            Assert.Equal(value, double.Parse(result[0]!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture), 1e-9);
        }
    }
}
