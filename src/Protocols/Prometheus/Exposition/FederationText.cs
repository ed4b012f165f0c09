using System.Buffers;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>
/// The body of <c>/federate</c> as text: the newest float of each series, type untyped, with its time in milliseconds; <c>instance=""</c> where a series has no instance, so that the
/// scraper does not put its own there. The text format has no native histograms, so they are left out.
/// </summary>
public sealed class FederationText(NameEscaping escaping) : FederationWriter
{
    private readonly StringBuilder _text = new();
    private string? _family;

    /// <inheritdoc/>
    public override void Write(in FederatedSample sample, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        string name = sample.Labels.ValueOf(LabelSet.MetricName);
        if (name.Length == 0 || sample.Histogram is not null)
        {
            return;
        }

        string shown = ExpositionName.Escape(name, colons: true, escaping);
        bool quoted = !ExpositionName.IsIdentifier(shown, colons: true);
        if (name != _family)
        {
            _family = name;
            _text.Append("# TYPE ").Append(quoted ? Quote(shown) : shown).Append(" untyped\n");
        }

        _text.Append(quoted ? "" : shown).Append('{').Append(quoted ? Quote(shown) + "," : "");
        AppendLabels(sample.Labels);
        _text.Append("} ").Append(PrometheusFloat.FormatGeneral(sample.Value)).Append(' ').Append(System.Globalization.CultureInfo.InvariantCulture, $"{sample.Timestamp}\n");
        foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, destination);
        }

        _text.Clear();
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> destination)
    {
    }

    private void AppendLabels(LabelSet labels)
    {
        bool hasInstance = false;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            string name = Encoding.UTF8.GetString(reader.Name);
            if (name == LabelSet.MetricName)
            {
                continue;
            }

            hasInstance |= name == InstanceLabel;
            string shown = ExpositionName.Escape(name, colons: false, escaping);
            _text.Append(ExpositionName.IsIdentifier(shown, colons: false) ? shown : Quote(shown)).Append('=').Append(Quote(Encoding.UTF8.GetString(reader.Value))).Append(',');
        }

        if (!hasInstance)
        {
            _text.Append(InstanceLabel).Append("=\"\"");
        }
        else
        {
            _text.Length--;
        }
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
