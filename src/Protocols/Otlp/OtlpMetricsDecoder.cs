using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Decodes OpenTelemetry metrics (<c>ExportMetricsServiceRequest</c>) into one batch per slot, translated as Prometheus translates them: resource attributes to job, instance and
/// target_info, explicit histograms and summaries to classic series, exponential histograms to native ones. Points of delta temporality stay deltas; shards add them up. Goes over the
/// bytes without building objects of them. Reusable, not thread-safe.
/// </summary>
public sealed partial class OtlpMetricsDecoder
{
    /// <summary>So often target_info is repeated over the time that a request covers: half of the usual lookback.</summary>
    private const long TargetInfoInterval = 150_000;
    private const int MaxTargetInfoSamples = 1000;

    private readonly OtlpMetricsOptions _options;
    private readonly OtlpSeries _series;
    private readonly ExtrasEncoder _extras = new();
    private readonly TextCache<MetricFamily> _families = new();
    private readonly TextArena _familyKey = new();
    private readonly int[] _warnings = new int[Enum.GetValues<OtlpWarning>().Length];
    private SlotBatches _batches = null!;
    private long _earliest;
    private long _latest;

    /// <summary>Creates a decoder.</summary>
    public OtlpMetricsDecoder(OtlpMetricsOptions options) => (_options, _series) = (options, new OtlpSeries(options));

    /// <summary>Data points that the last <see cref="Decode"/> made series of.</summary>
    public int AcceptedPoints { get; private set; }

    /// <summary>Data points refused by the last <see cref="Decode"/>.</summary>
    public int RejectedPoints { get; private set; }

    /// <summary>Why the first of them was refused.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>How often the last <see cref="Decode"/> met something odd.</summary>
    public int CountOf(OtlpWarning warning) => _warnings[(int)warning];

    /// <summary>Adds what an uncompressed message holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no such request; the batches are only good for <see cref="SlotBatches.Clear"/>.</exception>
    public void Decode(ReadOnlySpan<byte> message, SlotBatches batches)
    {
        (_batches, AcceptedPoints, RejectedPoints, FirstFault) = (batches, 0, 0, null);
        Array.Clear(_warnings);
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
        _series.BeginResource();
        var reader = new ProtoReader(resourceMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                ReadResource(reader.ReadBytes());
            }
            else
            {
                reader.Skip(tag);
            }
        }

        _series.EndResource();
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

    private void ReadResource(ReadOnlySpan<byte> resource)
    {
        var reader = new ProtoReader(resource);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                _series.AddResourceAttribute(reader.ReadBytes());
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void DecodeScope(ReadOnlySpan<byte> scopeMetrics)
    {
        ReadOnlySpan<byte> name = default, version = default, schemaUrl = default;
        _series.BeginScope();
        var reader = new ProtoReader(scopeMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    ReadScope(reader.ReadBytes(), out name, out version);
                    break;
                case 3 << 3 | 2:
                    schemaUrl = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        _series.EndScope(name, version, schemaUrl);
        reader = new ProtoReader(scopeMetrics);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (2 << 3 | 2))
            {
                DecodeMetric(new OtlpMetric(reader.ReadBytes()));
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void ReadScope(ReadOnlySpan<byte> scope, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> version)
    {
        name = version = default;
        var reader = new ProtoReader(scope);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    name = reader.ReadBytes();
                    break;
                case 2 << 3 | 2:
                    version = reader.ReadBytes();
                    break;
                case 3 << 3 | 2:
                    _series.AddScopeAttribute(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    private void DecodeMetric(OtlpMetric metric)
    {
        MetricFamily family = FamilyOf(metric);
        string? fault = !metric.IsStorable ? $"invalid temporality and type combination for metric \"{Encoding.UTF8.GetString(metric.Name)}\""
            : family.Name.Length == 0 ? $"normalization for metric \"{Encoding.UTF8.GetString(metric.Name)}\" resulted in empty name"
            : null;
        _series.BeginMetric(metric.Type, family.Unit);
        int accepted = AcceptedPoints, rejected = RejectedPoints;
        var reader = new ProtoReader(metric.Data);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag != (1 << 3 | 2))
            {
                reader.Skip(tag);
                continue;
            }

            ReadOnlySpan<byte> point = reader.ReadBytes();
            fault ??= metric.Kind == 0 ? "unsupported metric type" : null;
            if ((fault ?? DecodePoint(metric, family, point)) is { } refused)
            {
                RejectedPoints++;
                FirstFault ??= refused;
            }
            else
            {
                AcceptedPoints++;
            }
        }

        if (AcceptedPoints > accepted)
        {
            _extras.AddFamily(_batches, family.Name, (ulong)metric.Type, metric.Description, family.UnitBytes);
        }
        else if (RejectedPoints == rejected)
        {
            Warn(OtlpWarning.EmptyDataPoints);
        }
    }

    /// <summary>Null, or why the point is refused.</summary>
    private string? DecodePoint(OtlpMetric metric, MetricFamily family, ReadOnlySpan<byte> point) => metric.Kind switch
    {
        OtlpMetric.Histogram => DecodeHistogram(metric, family, point),
        OtlpMetric.ExponentialHistogram => DecodeExponentialHistogram(metric, family, point),
        OtlpMetric.Summary => DecodeSummary(family, point),
        _ => DecodeNumber(metric, family, point),
    };

    private MetricFamily FamilyOf(OtlpMetric metric)
    {
        _familyKey.Truncate(0);
        _familyKey.Add(metric.Name);
        _familyKey.Add([0, (byte)metric.NamedAs]);
        _familyKey.Add(metric.Unit);
        ReadOnlySpan<byte> key = _familyKey[new TextRange(0, _familyKey.Length)];
        if (_families.TryGet(key, out MetricFamily? family))
        {
            return family;
        }

        string unit = Encoding.UTF8.GetString(metric.Unit);
        return _families.Add(key, new MetricFamily(MetricNames.Family(Encoding.UTF8.GetString(metric.Name), unit, metric.NamedAs, _options), MetricNames.Unit(unit)));
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

    private void Warn(OtlpWarning warning) => _warnings[(int)warning]++;

    private MetricsBatchWriter Begin(LabelSet labels)
    {
        UInt128 hash = labels.Hash;
        MetricsBatchWriter writer = _batches.WriterFor(hash);
        writer.BeginSeries(hash, labels.Bytes);
        return writer;
    }
}
