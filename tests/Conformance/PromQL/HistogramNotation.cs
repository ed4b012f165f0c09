using System.Globalization;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Reads and writes <c>{{schema:0 sum:5 count:4 z_bucket:1 z_bucket_w:0.001 offset:-2 buckets:[1 2 1] custom_values:[1 2] counter_reset_hint:gauge}}</c>.</summary>
internal static class HistogramNotation
{
    /// <summary>Reads the histogram at a position, and moves the position behind it.</summary>
    public static (NativeHistogram Histogram, bool HintSpelled) Parse(string text, ref int at, int line)
    {
        int end = text.IndexOf("}}", at, StringComparison.Ordinal);
        if (end < 0 || !text.AsSpan(at).StartsWith("{{", StringComparison.Ordinal))
        {
            throw new ScriptException(line, $"malformed histogram at \"{text[at..]}\"");
        }

        Dictionary<string, string> fields = Fields(text[(at + 2)..end], line);
        at = end + 2;
        double[] buckets = Numbers("buckets"), negative = Numbers("n_buckets");
        string? hint = fields.GetValueOrDefault("counter_reset_hint");
        var histogram = new NativeHistogram
        {
            Schema = (int)One("schema"),
            Sum = One("sum"),
            Count = One("count"),
            ZeroCount = One("z_bucket"),
            ZeroThreshold = One("z_bucket_w"),
            PositiveSpans = buckets.Length == 0 ? [] : [new BucketSpan((int)One("offset"), (uint)buckets.Length)],
            PositiveBuckets = [.. buckets],
            NegativeSpans = negative.Length == 0 ? [] : [new BucketSpan((int)One("n_offset"), (uint)negative.Length)],
            NegativeBuckets = [.. negative],
            CustomBounds = [.. Numbers("custom_values")],
            ResetHint = hint switch
            {
                null or "unknown" => ResetHint.Unknown,
                "reset" => ResetHint.Reset,
                "not_reset" => ResetHint.NoReset,
                "gauge" => ResetHint.Gauge,
                _ => throw new ScriptException(line, $"unknown counter reset hint {hint}"),
            },
        };
        return (histogram, hint is not null);

        double One(string name) => !fields.TryGetValue(name, out string? value) ? 0
            : SeriesNotation.TryParseNumber(value, out double number) ? number
            : throw new ScriptException(line, $"malformed {name}: {value}");

        double[] Numbers(string name) => !fields.TryGetValue(name, out string? list) ? []
            : [.. list.Trim('[', ']').Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(item =>
                SeriesNotation.TryParseNumber(item, out double number) ? number : throw new ScriptException(line, $"malformed {name}: {list}"))];
    }

    /// <summary>Writes a histogram in the notation, to show it.</summary>
    public static string Format(NativeHistogram histogram)
    {
        NativeHistogram compact = histogram.Compact();
        FormattableString text = $"{{{{schema:{compact.Schema} count:{compact.Count:R} sum:{compact.Sum:R} z_bucket:{compact.ZeroCount:R} z_bucket_w:{compact.ZeroThreshold:R}";
        return text.ToString(CultureInfo.InvariantCulture) + Side("offset", "buckets", compact.PositiveSpans, compact.PositiveBuckets)
            + Side("n_offset", "n_buckets", compact.NegativeSpans, compact.NegativeBuckets)
            + (compact.UsesCustomBuckets ? $" custom_values:[{string.Join(' ', compact.CustomBounds.Select(Format))}]" : "")
            + $" counter_reset_hint:{compact.ResetHint}}}}}";

        static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        static string Side(string offsetName, string name, IReadOnlyList<BucketSpan> spans, IReadOnlyList<double> buckets)
        {
            if (spans.Count == 0)
            {
                return "";
            }

            // The notation has one run of buckets: gaps become empty buckets.
            var all = new List<string>();
            int next = 0;
            foreach (BucketSpan span in spans)
            {
                if (all.Count > 0)
                {
                    all.AddRange(Enumerable.Repeat("0", Math.Min(span.Offset, 1000)));
                }

                all.AddRange(Enumerable.Range(0, (int)span.Length).Select(_ => Format(buckets[next++])));
            }

            return $" {offsetName}:{spans[0].Offset} {name}:[{string.Join(' ', all)}]";
        }
    }

    // key:value pairs, where a value in brackets may hold blanks.
    private static Dictionary<string, string> Fields(string text, int line)
    {
        var fields = new Dictionary<string, string>();
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            int colon = text.IndexOf(':', at);
            if (colon < 0)
            {
                throw new ScriptException(line, $"malformed histogram field: {text[at..]}");
            }

            int end = colon + 1 < text.Length && text[colon + 1] == '[' ? text.IndexOf(']', colon) + 1 : text.AsSpan(colon).IndexOfAny(' ', '\t') + colon;
            if (end <= colon)
            {
                end = text.Length;
            }

            fields[text[at..colon]] = text[(colon + 1)..end];
            at = end;
        }

        return fields;
    }
}
