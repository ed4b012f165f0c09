using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>Label sets, histograms and lists of texts as the HTTP API shows them.</summary>
public static class JsonOutputExtensions
{
    /// <summary>Writes labels as an object of strings.</summary>
    public static void Labels(this ref JsonOutput json, LabelSet labels)
    {
        json.Raw('{');
        bool first = true;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            if (!first)
            {
                json.Raw(',');
            }

            first = false;
            json.Text(reader.Name);
            json.Raw(':');
            json.Text(reader.Value);
        }

        json.Raw('}');
    }

    /// <summary>Writes <c>[time,{"count":…,"sum":…,"buckets":[[bounds,"lower","upper","count"]…]}]</c> with the buckets that are not empty.</summary>
    public static void Point(this ref JsonOutput json, long timestamp, NativeHistogram histogram)
    {
        json.Raw('[');
        json.Timestamp(timestamp);
        json.Raw(",{\"count\":"u8);
        json.Value(histogram.Count);
        json.Raw(",\"sum\":"u8);
        json.Value(histogram.Sum);
        bool first = true;
        foreach (HistogramBucket bucket in histogram.Buckets)
        {
            if (bucket.Count == 0)
            {
                continue;
            }

            json.Raw(first ? ",\"buckets\":[["u8 : ",["u8);
            first = false;
            json.Number(bucket.Boundaries);
            json.Raw(',');
            json.Value(bucket.Lower);
            json.Raw(',');
            json.Value(bucket.Upper);
            json.Raw(',');
            json.Value(bucket.Count);
            json.Raw(']');
        }

        json.Raw(first ? "}]"u8 : "]}]"u8);
    }

    /// <summary>Writes an array of strings.</summary>
    public static void Texts(this ref JsonOutput json, IReadOnlyList<string> texts)
    {
        json.Raw('[');
        for (int i = 0; i < texts.Count; i++)
        {
            if (i > 0)
            {
                json.Raw(',');
            }

            json.HtmlSafeText(texts[i]);
        }

        json.Raw(']');
    }
}
