using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>An Exemplar message. Trace and span become labels; the other attributes too, as long as all together stay within 128 characters.</summary>
internal readonly record struct OtlpExemplar(long Timestamp, double Value, LabelSet Labels)
{
    private const int MaxRunes = 128;

    public static OtlpExemplar Decode(ReadOnlySpan<byte> message, OtlpMetricsOptions options)
    {
        ulong time = 0;
        double value = 0;
        ReadOnlySpan<byte> trace = default, span = default;
        var attributes = new List<KeyValuePair<string, string>>();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                case 4 << 3 | 2:
                    span = reader.ReadBytes();
                    break;
                case 5 << 3 | 2:
                    trace = reader.ReadBytes();
                    break;
                case 6 << 3 | 1:
                    value = (long)reader.ReadFixed64();
                    break;
                case 7 << 3 | 2:
                    attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return new OtlpExemplar((long)(time / 1_000_000), value, LabelsOf(trace, span, attributes, options));
    }

    private static LabelSet LabelsOf(ReadOnlySpan<byte> trace, ReadOnlySpan<byte> span, List<KeyValuePair<string, string>> attributes, OtlpMetricsOptions options)
    {
        var builder = new LabelSetBuilder();
        int runes = 0;
        if (!trace.IsEmpty)
        {
            builder.Set("trace_id", Convert.ToHexStringLower(trace));
            runes += "trace_id".Length + 2 * trace.Length;
        }

        if (!span.IsEmpty)
        {
            builder.Set("span_id", Convert.ToHexStringLower(span));
            runes += "span_id".Length + 2 * span.Length;
        }

        LabelSet identity = builder.ToLabelSet();
        foreach ((string key, string value) in attributes)
        {
            if (MetricNames.Label(key, options) is { } label)
            {
                builder.Set(label, value);
                runes += label.EnumerateRunes().Count() + value.EnumerateRunes().Count();
            }
        }

        return runes <= MaxRunes ? builder.ToLabelSet() : identity;
    }
}
