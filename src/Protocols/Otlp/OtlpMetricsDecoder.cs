using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Decodes OpenTelemetry metrics (<c>ExportMetricsServiceRequest</c>) into one batch per slot, translated as Prometheus translates them: resource attributes to job, instance and
/// target_info, explicit histograms and summaries to classic series, exponential histograms to native ones. Delta temporality is refused, metric by metric. Not thread-safe.
/// </summary>
public sealed partial class OtlpMetricsDecoder(OtlpMetricsOptions options)
{
    /// <summary>So often target_info is repeated over the time that a request covers: half of the usual lookback.</summary>
    private const long TargetInfoInterval = 150_000;
    private const int MaxTargetInfoSamples = 1000;

    private readonly OtlpSeries _series = new(options);
    private readonly ExtrasEncoder _extras = new();
    private readonly List<KeyValuePair<string, string>> _attributes = [];
    private SlotBatches _batches = null!;
    private long _earliest;
    private long _latest;

    /// <summary>Data points refused by the last <see cref="Decode"/>.</summary>
    public int RejectedPoints { get; private set; }

    /// <summary>Why the first of them was refused.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>Adds what an uncompressed message holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no such request; the batches are only good for <see cref="SlotBatches.Clear"/>.</exception>
    public void Decode(ReadOnlySpan<byte> message, SlotBatches batches)
    {
        (_batches, RejectedPoints, FirstFault) = (batches, 0, null);
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                DecodeResource(reader.ReadBytes());
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void DecodeResource(ReadOnlySpan<byte> resourceMetrics)
    {
        (_earliest, _latest) = (long.MaxValue, long.MinValue);
        _attributes.Clear();
        var reader = new ProtoReader(resourceMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                ReadAttributes(reader.ReadBytes(), 1 << 3 | 2, _attributes);
            }
            else
            {
                reader.Skip(tag);
            }
        }

        _series.SetResource(_attributes);
        reader = new ProtoReader(resourceMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (2 << 3 | 2))
            {
                DecodeScope(reader.ReadBytes());
            }
            else
            {
                reader.Skip(tag);
            }
        }

        AddTargetInfo();
    }

    private void DecodeScope(ReadOnlySpan<byte> scopeMetrics)
    {
        string name = "", version = "", schemaUrl = "";
        _attributes.Clear();
        var reader = new ProtoReader(scopeMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    (name, version) = ReadScope(reader.ReadBytes());
                    break;
                case 3 << 3 | 2:
                    schemaUrl = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        _series.SetScope(name, version, schemaUrl, _attributes);
        reader = new ProtoReader(scopeMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (2 << 3 | 2))
            {
                DecodeMetric(OtlpMetric.Decode(reader.ReadBytes()));
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private (string Name, string Version) ReadScope(ReadOnlySpan<byte> scope)
    {
        (string name, string version) = ("", "");
        var reader = new ProtoReader(scope);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    name = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2 << 3 | 2:
                    version = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 3 << 3 | 2:
                    _attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return (name, version);
    }

    private void DecodeMetric(OtlpMetric metric)
    {
        string family = MetricNames.Family(metric.Name, metric.Unit, metric.Type, options);
        bool any = false;
        var reader = new ProtoReader(metric.Data);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag != (1 << 3 | 2))
            {
                reader.Skip(tag);
                continue;
            }

            ReadOnlySpan<byte> point = reader.ReadBytes();
            if (family.Length == 0 || !metric.IsStorable)
            {
                Refuse(family.Length == 0 ? "a metric has no name" : $"invalid temporality and type combination for metric \"{metric.Name}\"");
                continue;
            }

            any = true;
            switch (metric.Kind)
            {
                case OtlpMetric.Histogram:
                    DecodeHistogram(family, point);
                    break;
                case OtlpMetric.ExponentialHistogram:
                    DecodeExponentialHistogram(family, point);
                    break;
                case OtlpMetric.Summary:
                    DecodeSummary(family, point);
                    break;
                default:
                    DecodeNumber(family, point, keepStart: metric.Kind == OtlpMetric.Sum && metric.IsMonotonic);
                    break;
            }
        }

        if (any)
        {
            _extras.AddFamily(_batches, Encoding.UTF8.GetBytes(family), (ulong)metric.Type, Encoding.UTF8.GetBytes(metric.Description),
                Encoding.UTF8.GetBytes(MetricNames.Unit(metric.Unit)));
        }
    }

    private void AddTargetInfo()
    {
        LabelSet labels = _earliest <= _latest ? _series.TargetInfo() : LabelSet.Empty;
        if (labels.IsEmpty)
        {
            return;
        }

        MetricsBatchWriter writer = Begin(labels);
        long step = Math.Max(TargetInfoInterval, (_latest - _earliest) / MaxTargetInfoSamples);
        for (long time = _earliest; time < _latest; time += step)
        {
            writer.AddSample(time, 1);
            _batches.Samples++;
        }

        writer.AddSample(_latest, 1);
        _batches.Samples++;
        _extras.AddFamily(_batches, "target_info"u8, (ulong)MetricType.Gauge, "Target metadata"u8, default);
    }

    private void Refuse(string fault)
    {
        RejectedPoints++;
        FirstFault ??= fault;
    }

    private MetricsBatchWriter Begin(LabelSet labels)
    {
        UInt128 hash = labels.Hash;
        MetricsBatchWriter writer = _batches.WriterFor(hash);
        writer.BeginSeries(hash, labels.Bytes);
        return writer;
    }

    /// <summary>Adds one sample of one series and leaves its entry open for exemplars.</summary>
    private MetricsBatchWriter Add(LabelSet labels, OtlpPoint point, double value, bool keepStart = true)
    {
        MetricsBatchWriter writer = Begin(labels);
        double stored = point.NoValue ? SampleValue.Stale : value;
        if (keepStart && point.Start != 0)
        {
            writer.AddSample(point.Time, stored, point.Start);
        }
        else
        {
            writer.AddSample(point.Time, stored);
        }

        _batches.Samples++;
        return writer;
    }

    /// <summary>Makes the attributes read so far those of the current point.</summary>
    private void BeginPoint(OtlpPoint point)
    {
        _series.SetPoint(_attributes);
        _earliest = Math.Min(_earliest, point.Time);
        _latest = Math.Max(_latest, point.Time);
    }

    private static void ReadAttributes(ReadOnlySpan<byte> message, uint attributeTag, List<KeyValuePair<string, string>> attributes)
    {
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == attributeTag)
            {
                attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }
}
