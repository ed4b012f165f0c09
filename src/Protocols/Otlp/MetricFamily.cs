using System.Text;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>The names that a metric's series have.</summary>
internal sealed class MetricFamily(string name, string unit)
{
    /// <summary>The family's name; empty when nothing is left of the metric's.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public byte[] Sum { get; } = Encoding.UTF8.GetBytes(name + "_sum");

    public byte[] Count { get; } = Encoding.UTF8.GetBytes(name + "_count");

    public byte[] Bucket { get; } = Encoding.UTF8.GetBytes(name + "_bucket");

    /// <summary>The unit as metadata shows it.</summary>
    public string Unit { get; } = unit;

    public byte[] UnitBytes { get; } = Encoding.UTF8.GetBytes(unit);
}
