using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>Families as JSON, as protobuf writes <c>io.prometheus.client.MetricFamily</c>: 64-bit integers are strings.</summary>
internal static class OwnMetricsJson
{
    /// <summary>Writes one family; nothing when it has no series.</summary>
    public static void Write(Utf8JsonWriter json, MetricFamily family, long scrape)
    {
        List<KeyValuePair<string, MetricCell>> series = [.. family.Series(scrape)];
        if (series.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", family.Name);
        json.WriteString("help", family.Help);
        json.WriteString("type", family.Kind.ToString().ToUpperInvariant());
        json.WriteStartArray("metric");
        foreach ((string labels, MetricCell cell) in series)
        {
            json.WriteStartObject();
            WriteLabels(json, labels);
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(json, family, cell);
            }
            else
            {
                json.WriteStartObject(family.Kind == MetricKind.Counter ? "counter" : "gauge");
                WriteNumber(json, "value", cell.Value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The labels stand in exposition form: name="value" with \\, \" and \n escaped.
    private static void WriteLabels(Utf8JsonWriter json, ReadOnlySpan<char> labels)
    {
        if (labels.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("label");
        var value = new StringBuilder();
        while (!labels.IsEmpty)
        {
            int equals = labels.IndexOf('=');
            ReadOnlySpan<char> name = labels[..equals];
            int at = equals + 2;
            for (value.Clear(); labels[at] != '"'; at++)
            {
                at += labels[at] == '\\' ? 1 : 0;
                value.Append(labels[at - 1] == '\\' && labels[at] == 'n' ? '\n' : labels[at]);
            }

            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value.ToString());
            json.WriteEndObject();
            labels = at + 2 < labels.Length ? labels[(at + 2)..] : default;
        }

        json.WriteEndArray();
    }

    private static void WriteHistogram(Utf8JsonWriter json, MetricFamily family, MetricCell cell)
    {
        json.WriteStartObject("histogram");
        json.WriteStartArray("bucket");
        long cumulative = 0;
        for (int i = 0; i < family.Bounds.Length; i++)
        {
            cumulative += cell.InBucket(i);
            json.WriteStartObject();
            json.WriteString("cumulativeCount", cumulative.ToString(CultureInfo.InvariantCulture));
            WriteNumber(json, "upperBound", family.Bounds[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("sampleCount", (cumulative + cell.InBucket(family.Bounds.Length)).ToString(CultureInfo.InvariantCulture));
        WriteNumber(json, "sampleSum", cell.Value);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
