using System.Globalization;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>How samples are exposed to a scraper, by what its header <c>Accept</c> asks for.</summary>
/// <param name="IsProtobuf">Length-delimited protobuf rather than text.</param>
/// <param name="Escaping">What becomes of names that are no identifiers.</param>
public readonly record struct ExpositionFormat(bool IsProtobuf, NameEscaping Escaping)
{
    /// <summary>The media type of the answer.</summary>
    public string ContentType
    {
        get
        {
            string escaping = Escaping switch
            {
                NameEscaping.Dots => "dots",
                NameEscaping.Values => "values",
                NameEscaping.AllowUtf8 => "allow-utf-8",
                _ => "underscores",
            };
            return IsProtobuf
                ? $"application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping={escaping}"
                : $"text/plain; version=0.0.4; charset=utf-8; escaping={escaping}";
        }
    }

    /// <summary>The first of the wanted formats, the most wanted first, that there is; text when there is none of them.</summary>
    public static ExpositionFormat Negotiate(string accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        foreach (MediaRange range in accept.Split(',').Select(MediaRange.Parse).OrderByDescending(static range => range.Quality))
        {
            if (range.Quality <= 0)
            {
                continue;
            }

            if (range.Type == "application/vnd.google.protobuf" && range["proto"] == "io.prometheus.client.MetricFamily" && range["encoding"] == "delimited")
            {
                return new ExpositionFormat(true, EscapingOf(range));
            }

            if (range.Type == "text/plain" && range["version"] is "" or "0.0.4" or "1.0.0")
            {
                return new ExpositionFormat(false, EscapingOf(range));
            }
        }

        return default;
    }

    private static NameEscaping EscapingOf(MediaRange range) => range["escaping"] switch
    {
        "allow-utf-8" => NameEscaping.AllowUtf8,
        "dots" => NameEscaping.Dots,
        "values" => NameEscaping.Values,
        _ => NameEscaping.Underscores,
    };

    private sealed record MediaRange(string Type, IReadOnlyList<(string Name, string Value)> Parameters)
    {
        public double Quality => this["q"] is { Length: > 0 } text
            ? double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double quality) ? quality : 1
            : 1;

        public string this[string name] => Parameters.FirstOrDefault(parameter => parameter.Name == name).Value ?? "";

        public static MediaRange Parse(string text)
        {
            string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
            return new MediaRange(parts[0].ToLowerInvariant(), [.. parts.Skip(1).Select(ParseParameter)]);
        }

        private static (string Name, string Value) ParseParameter(string text)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (text, "") : (text[..equals].Trim().ToLowerInvariant(), text[(equals + 1)..].Trim().Trim('"'));
        }
    }
}
