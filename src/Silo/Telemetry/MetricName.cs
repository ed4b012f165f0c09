using System.Diagnostics.Metrics;
using System.Text;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>
/// The Prometheus name of an instrument: dots and dashes become underscores, the unit becomes a suffix unless the name ends with it already, counters end in
/// <c>_total</c>. So <c>obs.ingest.samples</c> counts as <c>obs_ingest_samples_total</c> and <c>obs.log.flush.duration</c> in <c>s</c> is <c>obs_log_flush_duration_seconds</c>.
/// </summary>
internal static class MetricName
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (char c in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        AppendOnce(name, UnitSuffix(instrument.Unit, kind));
        if (kind == MetricKind.Counter)
        {
            AppendOnce(name, "_total");
        }

        return name.ToString();
    }

    private static string UnitSuffix(string? unit, MetricKind kind) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        "1" when kind == MetricKind.Gauge => "_ratio",
        _ => "",
    };

    private static void AppendOnce(StringBuilder name, string suffix)
    {
        if (suffix.Length > 0 && !name.ToString().EndsWith(suffix, StringComparison.Ordinal))
        {
            name.Append(suffix);
        }
    }
}
