namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>The envelope of the HTTP API: what stands before and behind the data.</summary>
public static class PrometheusAnswer
{
    /// <summary>The media type of every answer.</summary>
    public const string ContentType = "application/json";

    /// <summary>The warning of an answer that a limit cut short.</summary>
    public const string Truncated = "results truncated due to limit";

    private const int MaxAnnotations = 10;

    /// <summary>Begins a successful answer; the data follows.</summary>
    public static void Begin(ref JsonOutput json) => json.Raw("{\"status\":\"success\",\"data\":"u8);

    /// <summary>Ends a successful answer, with at most ten warnings and ten infos.</summary>
    public static void End(ref JsonOutput json, IReadOnlyList<string>? warnings = null, IReadOnlyList<string>? infos = null)
    {
        Annotations(ref json, ",\"warnings\":"u8, warnings ?? [], "warning");
        Annotations(ref json, ",\"infos\":"u8, infos ?? [], "info");
        json.Raw('}');
    }

    /// <summary>Writes a whole failed answer.</summary>
    public static void Error(ref JsonOutput json, string errorType, string message)
    {
        json.Raw("{\"status\":\"error\",\"errorType\":"u8);
        json.Text(errorType);
        json.Raw(",\"error\":"u8);
        json.HtmlSafeText(message);
        json.Raw('}');
    }

    private static void Annotations(ref JsonOutput json, ReadOnlySpan<byte> key, IReadOnlyList<string> texts, string kind)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.Raw(key);
        json.Texts(texts.Count <= MaxAnnotations
            ? texts
            : [.. texts.Take(MaxAnnotations), $"{texts.Count - MaxAnnotations} more {kind} annotations omitted"]);
    }
}
