using System.Text;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Tests.Otlp;

/// <summary>Export requests with metrics, as JSON.</summary>
internal static class MetricsRequests
{
    public const string Gauge =
        """{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"load","gauge":{"dataPoints":[{"asDouble":0.5,"timeUnixNano":"2000000000"}]}}]}]}]}""";

    public const string WithoutTemporality =
        """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"d","sum":{"dataPoints":[{"asInt":"1"}]}}]}]}]}""";

    public static byte[] ToJson(string request) => Encoding.UTF8.GetBytes(request);

    public static byte[] ToProtobuf(string request)
    {
        var message = new ProtoWriter();
        OtlpJson.MetricsToProtobuf(ToJson(request), message, 1 << 20);
        return message.Written.ToArray();
    }
}
