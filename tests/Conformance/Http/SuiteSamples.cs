using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Conformance.Http;

/// <summary>
/// The samples of a suite's series, from either notation: pairs of milliseconds (or <c>now-15000</c>) and value, or <c>from</c>, <c>step</c> and <c>values</c>, where
/// <c>_x3</c> is three gaps, <c>7x2</c> is 7 7 7 and <c>10+5x4</c> is 10 15 20 25 30.
/// </summary>
internal static partial class SuiteSamples
{
    public static IEnumerable<(long Milliseconds, double Value)> Of(JsonObject series)
    {
        foreach (JsonNode? pair in series["samples"]?.AsArray() ?? [])
        {
            yield return (Milliseconds(pair![0]!), Number(pair[1]!));
        }

        if (series["values"] is not { } values)
        {
            yield break;
        }

        long at = (long)series["from"]!, step = (long)series["step"]!;
        foreach (string token in ((string)values!).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Match repeat = Repeat().Match(token);
            string first = repeat.Success ? repeat.Groups["first"].Value : token;
            double growth = repeat.Groups["step"].Success ? double.Parse(repeat.Groups["step"].Value, CultureInfo.InvariantCulture) : 0;
            int times = repeat.Success ? int.Parse(repeat.Groups["times"].Value, CultureInfo.InvariantCulture) - (first == "_" ? 1 : 0) : 0;
            for (int i = 0; i <= times; i++, at += step)
            {
                if (first != "_")
                {
                    yield return (at, growth == 0 ? Number(first) : Number(first) + growth * i);
                }
            }
        }
    }

    public static long Milliseconds(JsonNode time) => time.AsValue().TryGetValue(out long milliseconds) ? milliseconds
        : DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + ((string)time! is { Length: > 3 } relative ? long.Parse(relative.AsSpan(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);

    public static double Number(JsonNode value) => value.AsValue().TryGetValue(out double number) ? number : Number((string)value!);

    /// <summary>The histogram of a suite's notation, with its time.</summary>
    public static (long Milliseconds, NativeHistogram Histogram) Histogram(JsonObject notation)
    {
        (BucketSpan[] positiveSpans, double[] positive) = Side(notation["positive"]);
        (BucketSpan[] negativeSpans, double[] negative) = Side(notation["negative"]);
        return (Milliseconds(notation["ms"]!), new NativeHistogram
        {
            IsInteger = !(notation["float"] is { } isFloat && (bool)isFloat),
            ResetHint = (ResetHint)(int)(notation["reset_hint"] ?? 0)!,
            Schema = (int)notation["schema"]!,
            ZeroThreshold = Number(notation["zero_threshold"] ?? 0.0),
            ZeroCount = Number(notation["zero_count"] ?? 0.0),
            Count = Number(notation["count"]!),
            Sum = Number(notation["sum"]!),
            PositiveSpans = [.. positiveSpans],
            PositiveBuckets = [.. positive],
            NegativeSpans = [.. negativeSpans],
            NegativeBuckets = [.. negative],
            CustomBounds = [.. notation["custom"]?.AsArray().Select(bound => Number(bound!)) ?? []],
        });
    }

    private static (BucketSpan[] Spans, double[] Buckets) Side(JsonNode? side)
    {
        JsonArray spans = side?.AsArray() ?? [];
        return (
            [.. spans.Select(span => new BucketSpan((int)span![0]!, (uint)span[1]!.AsArray().Count))],
            [.. spans.SelectMany(span => span![1]!.AsArray()).Select(count => Number(count!))]);
    }

    private static double Number(string text) => text switch
    {
        "stale" => SampleValue.Stale,
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(?<first>_|stale|[+-]?(?:Inf|NaN|[0-9.]+(?:e[+-]?[0-9]+)?))(?<step>[+-][0-9.]+(?:e[+-]?[0-9]+)?)?x(?<times>[0-9]+)$")]
    private static partial Regex Repeat();
}
