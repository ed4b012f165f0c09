using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orleans.Obs.Conformance.Http;

/// <summary>
/// Finds the first place where two JSON values differ. Numbers, also those in strings (unless exact), agree within a relative tolerance; labels under <c>metric</c> agree
/// exactly, the timestamps of samples to half a millisecond.
/// </summary>
internal sealed partial record JsonDifference(double Tolerance = 1e-9, bool Unordered = false, bool Exact = false)
{
    private const double TimestampTolerance = 0.0005;

    /// <summary>Where and how the values differ; null when they agree.</summary>
    public string? Find(JsonNode? expected, JsonNode? actual, string where = "$")
    {
        if (AsNumber(expected) is { } wanted && AsNumber(actual) is { } got && IsText(expected) == IsText(actual))
        {
            return SameNumber(wanted, got) || (IsText(expected) && (string)expected! == (string)actual!) ? null : Say(where, expected, actual);
        }

        return (expected, actual) switch
        {
            (JsonObject left, JsonObject right) => FindInObject(left, right, where),
            (JsonArray left, JsonArray right) => FindInArray(left, right, where),
            _ => JsonNode.DeepEquals(expected, actual) ? null : Say(where, expected, actual),
        };
    }

    /// <summary>A value as text, its object keys in order, to sort by.</summary>
    public static string Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(',', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{JsonSerializer.Serialize(field.Key)}:{Canonical(field.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Canonical)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };

    private string? FindInObject(JsonObject expected, JsonObject actual, string where)
    {
        foreach (KeyValuePair<string, JsonNode?> field in expected)
        {
            string inner = $"{where}.{field.Key}";
            if (!actual.ContainsKey(field.Key))
            {
                return $"{inner}: missing";
            }

            string? difference = field.Key == "metric"
                ? JsonNode.DeepEquals(field.Value, actual[field.Key]) ? null : Say(inner, field.Value, actual[field.Key])
                : Find(field.Value, actual[field.Key], inner);
            if (difference is not null)
            {
                return difference;
            }
        }

        string[] extra = [.. actual.Select(field => field.Key).Where(key => !expected.ContainsKey(key))];
        return extra.Length == 0 ? null : $"{where}: unexpected {string.Join(", ", extra)}";
    }

    private string? FindInArray(JsonArray expected, JsonArray actual, string where)
    {
        if (expected.Count != actual.Count)
        {
            return $"{where}: expected {expected.Count} items, got {actual.Count}: {Short(expected)} / {Short(actual)}";
        }

        bool isSample = expected.Count == 2 && IsNumber(expected[0]) && IsNumber(actual[0]) && (IsText(expected[1]) || expected[1] is JsonObject);
        if (isSample && Math.Abs((double)expected[0]! - (double)actual[0]!) > TimestampTolerance)
        {
            return $"{where}: expected a sample at {expected[0]}, got one at {actual[0]}";
        }

        IEnumerable<JsonNode?> left = expected, right = actual;
        if (Unordered)
        {
            (left, right) = (expected.OrderBy(Canonical, StringComparer.Ordinal), actual.OrderBy(Canonical, StringComparer.Ordinal));
        }

        return left.Zip(right).Select((pair, i) => Find(pair.First, pair.Second, $"{where}[{i}]")).FirstOrDefault(difference => difference is not null);
    }

    private bool SameNumber(double expected, double actual) =>
        expected.Equals(actual) || expected == actual
        || (double.IsFinite(expected) && double.IsFinite(actual)
            && Math.Abs(expected - actual) <= Tolerance * Math.Max(Math.Abs(expected), Math.Abs(actual)) + Tolerance / 1000);

    private double? AsNumber(JsonNode? node)
    {
        if (IsNumber(node))
        {
            return (double)node!;
        }

        if (Exact || !IsText(node))
        {
            return null;
        }

        Match match = Number().Match((string)node!);
        return !match.Success ? null
            : match.Groups["name"].Value switch
            {
                "NaN" => double.NaN,
                "Inf" => match.Value[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
                _ => double.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
            };
    }

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static string Say(string where, JsonNode? expected, JsonNode? actual) => $"{where}: expected {Short(expected)}, got {Short(actual)}";

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length < 160 ? text : text[..157] + "...";
    }

    [GeneratedRegex(@"^[+-]?(?:(?<name>Inf|NaN)|[0-9.]+(?:[eE][+-]?[0-9]+)?)$")]
    private static partial Regex Number();
}
