using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>Lines as the HTTP API shows them.</summary>
internal static class LokiEntries
{
    /// <summary>Writes <c>["nanoseconds","line"]</c>, and when <paramref name="categorized"/> the labels that are not the stream's as a third element.</summary>
    public static void Entry(this ref JsonOutput json, LogEntry entry, bool categorized)
    {
        json.Raw('[');
        json.QuotedNumber(entry.Timestamp);
        json.Raw(',');
        json.Line(entry.Line.Span);
        if (categorized)
        {
            json.Raw(",{"u8);
            bool any = WriteLabels(ref json, "\"structuredMetadata\":"u8, entry.Metadata, false);
            WriteLabels(ref json, "\"parsed\":"u8, entry.Parsed, any);
            json.Raw('}');
        }

        json.Raw(']');
    }

    private static bool WriteLabels(ref JsonOutput json, ReadOnlySpan<byte> name, LabelSet labels, bool comma)
    {
        if (labels.IsEmpty)
        {
            return comma;
        }

        json.Raw(comma ? ","u8 : default);
        json.Raw(name);
        json.Labels(labels);
        return true;
    }
}
