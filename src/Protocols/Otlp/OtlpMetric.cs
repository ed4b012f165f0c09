using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>A Metric message: what it is called and what kind of data it has; the data themselves stay bytes.</summary>
internal readonly ref struct OtlpMetric
{
    public const uint Gauge = 5 << 3 | 2;
    public const uint Sum = 7 << 3 | 2;
    public const uint Histogram = 9 << 3 | 2;
    public const uint ExponentialHistogram = 10 << 3 | 2;
    public const uint Summary = 11 << 3 | 2;

    /// <summary>Reads a message.</summary>
    /// <exception cref="MalformedMessageException">The bytes are none.</exception>
    public OtlpMetric(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> data = default;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    Name = reader.ReadBytes();
                    break;
                case 2 << 3 | 2:
                    Description = reader.ReadBytes();
                    break;
                case 3 << 3 | 2:
                    Unit = reader.ReadBytes();
                    break;
                case Gauge or Sum or Histogram or ExponentialHistogram or Summary:
                    Kind = tag;
                    data = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        Data = data;
        reader = new ProtoReader(data);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3:
                    Temporality = (OtlpTemporality)reader.ReadVarint();
                    break;
                case 3 << 3:
                    IsMonotonic = reader.ReadVarint() != 0;
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Description { get; }

    public ReadOnlySpan<byte> Unit { get; }

    /// <summary>The field that the data came in; 0 when there is none.</summary>
    public uint Kind { get; }

    /// <summary>The message of this kind; its field 1 are the data points.</summary>
    public ReadOnlySpan<byte> Data { get; }

    public OtlpTemporality Temporality { get; }

    public bool IsMonotonic { get; }

    /// <summary>Whether the points say what was added, and not a total.</summary>
    public bool IsDelta => Temporality == OtlpTemporality.Delta && Kind is not (Gauge or Summary);

    /// <summary>Whether the temporality, if the kind has one, is one that exists.</summary>
    public bool IsStorable => Kind is Gauge or Summary || Temporality is OtlpTemporality.Delta or OtlpTemporality.Cumulative;

    public MetricType Type => Kind switch
    {
        Sum => IsMonotonic ? MetricType.Counter : MetricType.Gauge,
        Gauge => MetricType.Gauge,
        Histogram or ExponentialHistogram => MetricType.Histogram,
        Summary => MetricType.Summary,
        _ => MetricType.Unknown,
    };

    /// <summary>Whether it is a gauge to name it by: a sum that can fall is one of Prometheus' types, but its name tells nothing.</summary>
    public MetricType NamedAs => Kind == Sum && !IsMonotonic ? MetricType.Unknown : Type;
}
