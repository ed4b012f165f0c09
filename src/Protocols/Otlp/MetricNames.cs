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

    /// <summary>The name of a metric family; empty when nothing of it is left.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="unit">Its unit in UCUM's notation.</param>
    /// <param name="type">Counters end in total, gauges of unit 1 in ratio.</param>
    /// <param name="options">The strategy.</param>
    public static string Family(string name, string unit, MetricType type, OtlpMetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string family = (options.EscapesNames, options.AddsSuffixes) switch
        {
            (true, true) => Escaped(name, unit, type),
            (true, false) => string.Join('_', Tokens(name, keepUnderscores: true)),
            (false, true) => Suffixed(name, unit, type),
            _ => name,
        };
        return !options.EscapesNames ? family
            : family != name && family.AsSpan().Trim('_').IsEmpty ? ""
            : family.Length > 0 && char.IsAsciiDigit(family[0]) ? "_" + family
            : family;
    }

    /// <summary>The name of a label; null when nothing of it is left.</summary>
    public static string? Label(string name, OtlpMetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string label = options.EscapesNames ? EscapedLabel(name, options) : name;
        return label.AsSpan().Trim('_').IsEmpty ? null : label;
    }

    /// <summary>The unit as metadata shows it: <c>seconds</c>, <c>bytes_per_second</c>.</summary>
    public static string Unit(string unit)
    {
        (string main, string per) = UnitNames(unit);
        (main, per) = (CleanUp(main), CleanUp(per));
        string both = main.Length > 0 && per.Length > 0 ? $"{main}_{per}" : main + per;
        int start = both.StartsWith('_') ? 1 : 0;
        return both.Length > start && both.EndsWith('_') ? both[start..^1] : both[start..];
    }

    private static string EscapedLabel(string name, OtlpMetricsOptions options)
    {
        bool reserved = !options.LabelNamePreserveMultipleUnderscores && name.Length > 4
            && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);
        var escaped = new StringBuilder(reserved ? "__" : "");
        bool afterUnderscore = false;
        foreach (Rune rune in (reserved ? name[2..^2] : name).EnumerateRunes())
        {
            bool valid = rune.IsAscii && Rune.IsLetterOrDigit(rune);
            if (valid || !afterUnderscore || options.LabelNamePreserveMultipleUnderscores)
            {
                escaped.Append(valid ? (char)rune.Value : '_');
            }

            afterUnderscore = !valid;
        }

        string label = escaped.Append(reserved ? "__" : "").ToString();
        return label.Length > 0 && char.IsAsciiDigit(label[0]) ? "key_" + label
            : options.LabelNameUnderscoreSanitization && label.StartsWith('_') && !label.StartsWith("__", StringComparison.Ordinal) ? "key" + label
            : label;
    }

    private static string Escaped(string name, string unit, MetricType type)
    {
        List<string> tokens = Tokens(name, keepUnderscores: false);
        (string main, string per) = UnitNames(unit);
        (main, per) = (CleanUp(main), CleanUp(per));
        per = per == "per_" ? "" : per.EndsWith('_') ? per[..^1] : per;
        main = tokens.Contains(main) ? "" : main;
        per = tokens.Contains(per) ? "" : per;
        main = per.Length > 0 && main.EndsWith('_') ? main[..^1] : main;
        tokens.AddRange(((ReadOnlySpan<string>)[main, per]).ToArray().Where(static token => token.Length > 0));
        MoveToEnd(tokens, "total", type == MetricType.Counter);
        MoveToEnd(tokens, "ratio", IsRatio(unit, type));
        return string.Join('_', tokens);
    }

    private static bool IsRatio(string unit, MetricType type) => unit == "1" && type == MetricType.Gauge;

    private static void MoveToEnd(List<string> tokens, string suffix, bool wanted)
    {
        if (wanted)
        {
            tokens.RemoveAll(token => token == suffix);
            tokens.Add(suffix);
        }
    }

    private static string Suffixed(string name, string unit, MetricType type)
    {
        (string main, string per) = UnitNames(unit);
        bool total = type == MetricType.Counter, ratio = IsRatio(unit, type);
        string bare = Trimmed(name, ratio ? "ratio" : total ? "total" : "");
        bare = Trimmed(bare, per);
        bare = main.Length > 0 && !bare.EndsWith(main, StringComparison.Ordinal) ? $"{bare}_{main}" : bare;
        bare = per.Length > 0 ? $"{bare}_{per}" : bare;
        return bare + (total ? "_total" : ratio ? "_ratio" : "");
    }

    /// <summary>The name without a suffix and the character before it, whichever that is.</summary>
    private static string Trimmed(string name, string suffix) =>
        suffix.Length > 0 && name.Length > suffix.Length + 1 && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^(suffix.Length + 1)] : name;

    private static (string Main, string Per) UnitNames(string unit)
    {
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = Name((slash < 0 ? unit : unit[..slash]).Trim(), Units);
        string per = slash < 0 ? "" : Name(unit[(slash + 1)..].Trim(), PerUnits);
        return (main, per.Length > 0 ? "per_" + per : "");
    }

    private static string Name(string unit, Dictionary<string, string> known) =>
        unit.AsSpan().IndexOfAny('{', '}') >= 0 ? "" : known.GetValueOrDefault(unit, unit);

    /// <summary>Makes a unit part of a name: runs of other characters become one underscore, none in front.</summary>
    private static string CleanUp(string unit)
    {
        var clean = new StringBuilder(unit.Length);
        foreach (char c in unit)
        {
            if (IsNameCharacter(c))
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != '_')
            {
                clean.Append('_');
            }
        }

        return clean.ToString();
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == ':';

    private static List<string> Tokens(string text, bool keepUnderscores)
    {
        var tokens = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (IsNameCharacter(text[i]) || (keepUnderscores && text[i] == '_')))
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
