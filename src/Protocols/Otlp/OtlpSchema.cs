using System.Text;
using Orleans.Obs.Engine.Encodings;
using static Orleans.Obs.Protocols.Otlp.OtlpFieldKind;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>The fields of OTLP's messages under their JSON names (opentelemetry/proto, v1). Lists are told by the JSON itself.</summary>
internal sealed class OtlpSchema
{
    private static readonly string[] s_temporalities = ["AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA", "AGGREGATION_TEMPORALITY_CUMULATIVE"];

    private readonly Dictionary<byte[], OtlpField> _fields = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], OtlpField>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    private OtlpSchema(params (string Name, OtlpField Field)[] fields)
    {
        foreach ((string name, OtlpField field) in fields)
        {
            _fields[Encoding.UTF8.GetBytes(name)] = field;
            _fields[Encoding.UTF8.GetBytes(ProtoName(name))] = field;
        }

        _lookup = _fields.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public static OtlpSchema MetricsRequest { get; } = new(("resourceMetrics", Of(1, () => ResourceMetrics!)));

    private static OtlpSchema ResourceMetrics { get; } = new(("resource", Of(1, () => Resource!)), ("scopeMetrics", Of(2, () => ScopeMetrics!)), ("schemaUrl", Of(3, Text)));

    private static OtlpSchema Resource { get; } = new(("attributes", Of(1, () => KeyValue!)), ("droppedAttributesCount", Of(2, OtlpFieldKind.Varint)));

    private static OtlpSchema ScopeMetrics { get; } = new(("scope", Of(1, () => Scope!)), ("metrics", Of(2, () => Metric!)), ("schemaUrl", Of(3, Text)));

    private static OtlpSchema Scope { get; } = new(("name", Of(1, Text)), ("version", Of(2, Text)), ("attributes", Of(3, () => KeyValue!)), ("droppedAttributesCount", Of(4, OtlpFieldKind.Varint)));

    private static OtlpSchema KeyValue { get; } = new(("key", Of(1, Text)), ("value", Of(2, () => AnyValue!)));

    private static OtlpSchema AnyValue { get; } = new(
        ("stringValue", Of(1, Text)), ("boolValue", Of(2, Bool)), ("intValue", Of(3, OtlpFieldKind.Varint)), ("doubleValue", Of(4, OtlpFieldKind.Double)),
        ("arrayValue", Of(5, () => ArrayValue!)), ("kvlistValue", Of(6, () => KeyValueList!)), ("bytesValue", Of(7, Base64)));

    private static OtlpSchema ArrayValue { get; } = new(("values", Of(1, () => AnyValue!)));

    private static OtlpSchema KeyValueList { get; } = new(("values", Of(1, () => KeyValue!)));

    private static OtlpSchema Metric { get; } = new(
        ("name", Of(1, Text)), ("description", Of(2, Text)), ("unit", Of(3, Text)), ("gauge", Of(5, () => Gauge!)), ("sum", Of(7, () => Sum!)),
        ("histogram", Of(9, () => Histogram!)), ("exponentialHistogram", Of(10, () => ExponentialHistogram!)), ("summary", Of(11, () => Summary!)),
        ("metadata", Of(12, () => KeyValue!)));

    private static OtlpSchema Gauge { get; } = new(("dataPoints", Of(1, () => NumberPoint!)));

    private static OtlpSchema Sum { get; } = new(("dataPoints", Of(1, () => NumberPoint!)), ("aggregationTemporality", Of(2, s_temporalities)), ("isMonotonic", Of(3, Bool)));

    private static OtlpSchema Histogram { get; } = new(("dataPoints", Of(1, () => HistogramPoint!)), ("aggregationTemporality", Of(2, s_temporalities)));

    private static OtlpSchema ExponentialHistogram { get; } = new(("dataPoints", Of(1, () => ExponentialPoint!)), ("aggregationTemporality", Of(2, s_temporalities)));

    private static OtlpSchema Summary { get; } = new(("dataPoints", Of(1, () => SummaryPoint!)));

    private static OtlpSchema NumberPoint { get; } = new(
        ("startTimeUnixNano", Of(2, Fixed64)), ("timeUnixNano", Of(3, Fixed64)), ("asDouble", Of(4, OtlpFieldKind.Double)), ("exemplars", Of(5, () => Exemplar!)),
        ("asInt", Of(6, Fixed64)), ("attributes", Of(7, () => KeyValue!)), ("flags", Of(8, OtlpFieldKind.Varint)));

    private static OtlpSchema HistogramPoint { get; } = new(
        ("startTimeUnixNano", Of(2, Fixed64)), ("timeUnixNano", Of(3, Fixed64)), ("count", Of(4, Fixed64)), ("sum", Of(5, OtlpFieldKind.Double)), ("bucketCounts", Of(6, Fixed64)),
        ("explicitBounds", Of(7, OtlpFieldKind.Double)), ("exemplars", Of(8, () => Exemplar!)), ("attributes", Of(9, () => KeyValue!)), ("flags", Of(10, OtlpFieldKind.Varint)),
        ("min", Of(11, OtlpFieldKind.Double)), ("max", Of(12, OtlpFieldKind.Double)));

    private static OtlpSchema ExponentialPoint { get; } = new(
        ("attributes", Of(1, () => KeyValue!)), ("startTimeUnixNano", Of(2, Fixed64)), ("timeUnixNano", Of(3, Fixed64)), ("count", Of(4, Fixed64)), ("sum", Of(5, OtlpFieldKind.Double)),
        ("scale", Of(6, ZigZag)), ("zeroCount", Of(7, Fixed64)), ("positive", Of(8, () => Buckets!)), ("negative", Of(9, () => Buckets!)), ("flags", Of(10, OtlpFieldKind.Varint)),
        ("exemplars", Of(11, () => Exemplar!)), ("min", Of(12, OtlpFieldKind.Double)), ("max", Of(13, OtlpFieldKind.Double)), ("zeroThreshold", Of(14, OtlpFieldKind.Double)));

    private static OtlpSchema Buckets { get; } = new(("offset", Of(1, ZigZag)), ("bucketCounts", Of(2, OtlpFieldKind.Varint)));

    private static OtlpSchema SummaryPoint { get; } = new(
        ("startTimeUnixNano", Of(2, Fixed64)), ("timeUnixNano", Of(3, Fixed64)), ("count", Of(4, Fixed64)), ("sum", Of(5, OtlpFieldKind.Double)),
        ("quantileValues", Of(6, () => Quantile!)), ("attributes", Of(7, () => KeyValue!)), ("flags", Of(8, OtlpFieldKind.Varint)));

    private static OtlpSchema Quantile { get; } = new(("quantile", Of(1, OtlpFieldKind.Double)), ("value", Of(2, OtlpFieldKind.Double)));

    private static OtlpSchema Exemplar { get; } = new(
        ("timeUnixNano", Of(2, Fixed64)), ("asDouble", Of(3, OtlpFieldKind.Double)), ("spanId", Of(4, Hex)), ("traceId", Of(5, Hex)), ("asInt", Of(6, Fixed64)),
        ("filteredAttributes", Of(7, () => KeyValue!)));

    /// <summary>The field of this name, in JSON's form or the proto file's; null when there is none.</summary>
    public OtlpField? Find(ReadOnlySpan<byte> name) => _lookup.TryGetValue(name, out OtlpField? field) ? field : null;

    private static string ProtoName(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"));

    private static OtlpField Of(int number, string[] values) => new(number, Enumeration, Values: values);

    private static OtlpField Of(int number, OtlpFieldKind kind) => new(number, kind);

    private static OtlpField Of(int number, Func<OtlpSchema> message) => new(number, OtlpFieldKind.Message, message);
}
