using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class Exposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes one family; nothing when it has no series.</summary>
    public static void Write(IBufferWriter<byte> destination, MetricFamily family, long scrape)
    {
        bool first = true;
        foreach ((string labels, MetricCell cell) in family.Series(scrape))
        {
            if (first)
            {
                WriteHead(destination, family);
                first = false;
            }

            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(destination, family, labels, cell);
            }
            else
            {
                WriteSample(destination, family.Name, labels, cell.Value);
            }
        }
    }

    private static void WriteHead(IBufferWriter<byte> destination, MetricFamily family)
    {
        if (family.Help.Length > 0)
        {
            string help = family.Help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
            Write(destination, $"# HELP {family.Name} {help}\n");
        }

        string type = family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        Write(destination, $"# TYPE {family.Name} {type}\n");
    }

    private static void WriteHistogram(IBufferWriter<byte> destination, MetricFamily family, string labels, MetricCell cell)
    {
        string separator = labels.Length > 0 ? "," : "";
        long cumulative = 0;
        for (int i = 0; i <= family.Bounds.Length; i++)
        {
            cumulative += cell.InBucket(i);
            string bound = i < family.Bounds.Length ? Number(family.Bounds[i]) : "+Inf";
            WriteSample(destination, $"{family.Name}_bucket", $"{labels}{separator}le=\"{bound}\"", cumulative);
        }

        WriteSample(destination, $"{family.Name}_sum", labels, cell.Value);
        WriteSample(destination, $"{family.Name}_count", labels, cumulative);
    }

    private static void WriteSample(IBufferWriter<byte> destination, string name, string labels, double value) =>
        Write(destination, labels.Length > 0 ? $"{name}{{{labels}}} {Number(value)}\n" : $"{name} {Number(value)}\n");

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void Write(IBufferWriter<byte> destination, string text) => Encoding.UTF8.GetBytes(text, destination);
}
