using System.Text;
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
    private const ulong Cumulative = 2;

    private OtlpMetric(string name, string description, string unit, uint kind, ReadOnlySpan<byte> data)
    {
        (Name, Description, Unit, Kind) = (name, description, unit, kind);
        Data = data;
        ulong temporality = 0;
        var reader = new ProtoReader(data);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3:
                    temporality = reader.ReadVarint();
                    break;
                case 3 << 3:
                    IsMonotonic = reader.ReadVarint() != 0;
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        IsCumulative = temporality == Cumulative;
    }

    public string Name { get; }

    public string Description { get; }

    public string Unit { get; }

    /// <summary>The field that the data came in; 0 when there is none.</summary>
    public uint Kind { get; }

    /// <summary>The message of this kind; its field 1 are the data points.</summary>
    public ReadOnlySpan<byte> Data { get; }

    public bool IsMonotonic { get; }

    public bool IsCumulative { get; }

    /// <summary>Whether the temporality, if the kind has one, is the cumulative one that series are made of.</summary>
    public bool IsStorable => Kind is Gauge or Summary || IsCumulative;

    public MetricType Type => Kind switch
    {
        Sum => IsMonotonic ? MetricType.Counter : MetricType.Gauge,
        Gauge => MetricType.Gauge,
        Histogram or ExponentialHistogram => MetricType.Histogram,
        Summary => MetricType.Summary,
        _ => MetricType.Unknown,
    };

    public static OtlpMetric Decode(ReadOnlySpan<byte> message)
    {
        string name = "", description = "", unit = "";
        uint kind = 0;
        ReadOnlySpan<byte> data = default;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    name = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2 << 3 | 2:
                    description = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 3 << 3 | 2:
                    unit = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case Gauge or Sum or Histogram or ExponentialHistogram or Summary:
                    kind = tag;
                    data = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return new OtlpMetric(name, description, unit, kind, data);
    }
}
