using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>
/// The body of <c>/federate</c>: the newest float of each series in the text format, type untyped, with its time in milliseconds, sorted by metric name; <c>instance=""</c> where a series has
/// no instance, so that the scraper does not put its own there.
/// </summary>
public static class FederationText
{
    /// <summary>Prints samples, which must be sorted by labels.</summary>
    /// <param name="samples">Each series' labels, the time of its newest sample in milliseconds, and the value.</param>
    /// <param name="allowUtf8">Whether the reader takes quoted UTF-8 names; otherwise they are escaped with underscores.</param>
    public static string Print(IEnumerable<(LabelSet Labels, long Timestamp, double Value)> samples, bool allowUtf8)
    {
        var text = new StringBuilder();
        string? family = null;
        foreach ((LabelSet labels, long timestamp, double value) in samples)
        {
            string name = labels.ValueOf("__name__");
            if (name.Length == 0)
            {
                continue;
            }

            string shown = allowUtf8 ? name : ExpositionName.Underscored(name, colons: true);
            bool quoted = !ExpositionName.IsIdentifier(shown, colons: true);
            if (name != family)
            {
                family = name;
                text.Append("# TYPE ").Append(quoted ? Quote(shown) : shown).Append(" untyped\n");
            }

            text.Append(quoted ? "" : shown).Append('{').Append(quoted ? Quote(shown) + "," : "");
            AppendLabels(text, labels, allowUtf8);
            text.Append("} ").Append(PrometheusFloat.FormatGeneral(value)).Append(' ').Append(System.Globalization.CultureInfo.InvariantCulture, $"{timestamp}\n");
        }

        return text.ToString();
    }

    private static void AppendLabels(StringBuilder text, LabelSet labels, bool allowUtf8)
    {
        bool hasInstance = false;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            string name = Encoding.UTF8.GetString(reader.Name);
            if (name == "__name__")
            {
                continue;
            }

            hasInstance |= name == "instance";
            string shown = allowUtf8 ? name : ExpositionName.Underscored(name, colons: false);
            text.Append(ExpositionName.IsIdentifier(shown, colons: false) ? shown : Quote(shown)).Append('=').Append(Quote(Encoding.UTF8.GetString(reader.Value))).Append(',');
        }

        if (!hasInstance)
        {
            text.Append("instance=\"\"");
        }
        else
        {
            text.Length--;
        }
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
