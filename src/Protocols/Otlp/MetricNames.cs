using System.Text;
using Orleans.Obs.Engine.Metrics;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>Translates names and units of OpenTelemetry metrics, as the compatibility specification and Prometheus do.</summary>
public static class MetricNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams", ["Cel"] = "celsius", ["Hz"] = "hertz",
        ["1"] = "", ["%"] = "percent",
    };

    private static readonly Dictionary<string, string> PerUnits = new(StringComparer.Ordinal)
    {
        ["s"] = "second", ["m"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    };

    /// <summary>The name of a metric family.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="unit">Its unit in UCUM's notation.</param>
    /// <param name="type">Counters end in total, gauges of unit 1 in ratio.</param>
    /// <param name="options">The strategy.</param>
    public static string Family(string name, string unit, MetricType type, OtlpMetricsOptions options)
    {
        (string mainUnit, string perUnit) = options.AddsSuffixes ? UnitNames(unit, options.EscapesNames) : ("", "");
        bool ratio = options.AddsSuffixes && unit == "1" && type == MetricType.Gauge, total = options.AddsSuffixes && type == MetricType.Counter;
        return options.EscapesNames ? Escaped(name, mainUnit, perUnit, total, ratio) : Suffixed(name, mainUnit, perUnit, total, ratio);
    }

    /// <summary>The name of a label; null when nothing of it is left.</summary>
    public static string? Label(string name, OtlpMetricsOptions options)
    {
        if (!options.EscapesNames)
        {
            return name.Length > 0 ? name : null;
        }

        var escaped = new StringBuilder(name.Length + 4);
        foreach (Rune rune in name.EnumerateRunes())
        {
            escaped.Append(rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value == '_') ? (char)rune.Value : '_');
        }

        string label = escaped.ToString();
        return label.AsSpan().Trim('_').IsEmpty ? null
            : char.IsAsciiDigit(label[0]) ? "key_" + label
            : label[0] == '_' && !label.StartsWith("__", StringComparison.Ordinal) ? "key" + label
            : label;
    }

    /// <summary>The unit as metadata shows it: <c>seconds</c>, <c>bytes_per_second</c>.</summary>
    public static string Unit(string unit)
    {
        (string mainUnit, string perUnit) = UnitNames(unit, escape: true);
        return mainUnit.Length > 0 && perUnit.Length > 0 ? $"{mainUnit}_{perUnit}" : mainUnit + perUnit;
    }

    private static string Escaped(string name, string mainUnit, string perUnit, bool total, bool ratio)
    {
        List<string> tokens = Tokens(name, colons: true);
        foreach (string unit in (ReadOnlySpan<string>)[mainUnit, perUnit])
        {
            if (unit.Length > 0 && !tokens.Contains(unit))
            {
                tokens.Add(unit);
            }
        }

        MoveToEnd(tokens, "total", total);
        MoveToEnd(tokens, "ratio", ratio);
        string joined = string.Join('_', tokens);
        return joined.Length > 0 && char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }

    private static void MoveToEnd(List<string> tokens, string suffix, bool wanted)
    {
        if (wanted)
        {
            tokens.RemoveAll(token => token == suffix);
            tokens.Add(suffix);
        }
    }

    private static string Suffixed(string name, string mainUnit, string perUnit, bool total, bool ratio)
    {
        string bare = name;
        bare = total ? Trimmed(bare, "total") : bare;
        bare = ratio ? Trimmed(bare, "ratio") : bare;
        bare = perUnit.Length > 0 ? Trimmed(bare, perUnit) : bare;
        bare = mainUnit.Length > 0 && !bare.EndsWith(mainUnit, StringComparison.Ordinal) ? $"{bare}_{mainUnit}" : bare;
        bare = perUnit.Length > 0 ? $"{bare}_{perUnit}" : bare;
        bare = ratio ? bare + "_ratio" : bare;
        return total ? bare + "_total" : bare;
    }

    private static string Trimmed(string name, string suffix) =>
        name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name[..^(suffix.Length + 1)] : name;

    private static (string Main, string Per) UnitNames(string unit, bool escape)
    {
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = Name((slash < 0 ? unit : unit[..slash]).Trim(), Units, escape);
        string per = slash < 0 ? "" : Name(unit[(slash + 1)..].Trim(), PerUnits, escape);
        return (main, per.Length > 0 ? "per_" + per : "");
    }

    private static string Name(string unit, Dictionary<string, string> known, bool escape) =>
        unit.Contains('{', StringComparison.Ordinal) || unit.Contains('}', StringComparison.Ordinal) ? ""
        : known.TryGetValue(unit, out string? name) ? name
        : escape ? string.Join('_', Tokens(unit, colons: false)) : unit;

    private static List<string> Tokens(string text, bool colons)
    {
        var tokens = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || (colons && text[i] == ':')))
            {
                continue;
            }

            if (i > start)
            {
                tokens.Add(text[start..i]);
            }

            start = i + 1;
        }

        return tokens;
    }
}
