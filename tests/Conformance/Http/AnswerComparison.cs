using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orleans.Obs.Conformance.Http;

/// <summary>Holds an answer against a case's expectation, in the way that the case asks for.</summary>
internal static partial class AnswerComparison
{
    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    public static string? Fault(JsonObject @case, SuiteAnswer answer)
    {
        JsonObject expected = @case["expect"]!.AsObject();
        string mode = (string?)@case["compare"] ?? "json";
        if ((int)expected["status"]! != answer.Status)
        {
            return $"expected status {expected["status"]}, got {answer.Status}: {Short(answer.Text)}";
        }

        if (HeaderFault(expected, answer) is { } fault || mode == "status")
        {
            return HeaderFault(expected, answer);
        }

        if (mode is "lines" or "federate" or "text" || expected["text"] is not null)
        {
            return TextFault(mode, (string?)expected["text"] ?? "", answer.Text);
        }

        JsonNode? actual;
        try
        {
            actual = JsonNode.Parse(answer.Text);
        }
        catch (JsonException)
        {
            return $"not JSON: {Short(answer.Text)}";
        }

        JsonNode? json = expected["json"]?.DeepClone();
        foreach (JsonNode? path in @case["ignore"]?.AsArray() ?? [])
        {
            Drop(json, (string)path!);
            Drop(actual, (string)path!);
        }

        return JsonFault(mode, @case, json, actual);
    }

    private static string? HeaderFault(JsonObject expected, SuiteAnswer answer)
    {
        foreach (KeyValuePair<string, JsonNode?> header in expected["headers"]?.AsObject() ?? [])
        {
            string? actual = answer.Headers.GetValueOrDefault(header.Key);
            if (Normal((string?)header.Value) != Normal(actual))
            {
                return $"expected header {header.Key}: {header.Value}, got {actual}";
            }
        }

        return null;

        static string? Normal(string? value) => value?.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal);
    }

    private static string? TextFault(string mode, string expected, string actual)
    {
        if (mode is "lines" or "federate")
        {
            string[] wanted = Lines(expected, mode == "federate"), got = Lines(actual, mode == "federate");
            return wanted.SequenceEqual(got) ? null
                : $"expected lines {Short(string.Join('|', wanted.Except(got)))}, got {Short(string.Join('|', got.Except(wanted)))}";
        }

        return mode != "text" || expected == actual ? null : $"expected text {Short(expected)}, got {Short(actual)}";
    }

    private static string? JsonFault(string mode, JsonObject @case, JsonNode? expected, JsonNode? actual)
    {
        double tolerance = (double?)@case["tolerance"] ?? 1e-9;
        switch (mode)
        {
            case "prom" or "annotated" or "ordered":
                return PrometheusFault(mode, tolerance, expected!, actual);
            case "set":
                return new JsonDifference(Unordered: true).Find(Data(expected), Data(actual));
            case "shape":
                return new JsonDifference().Find(Shape(expected), Shape(actual));
            case "tree":
                string[] ordered = [.. @case["ordered"]?.AsArray().Select(path => (string)path!) ?? []];
                return new JsonDifference(tolerance, Exact: true).Find(Arranged(expected, ordered, ""), Arranged(actual, ordered, ""));
            case "json" or "rows":
                return new JsonDifference(tolerance, Unordered: mode == "rows").Find(expected, actual);
            default:
                throw new NotSupportedException($"comparison {mode}");
        }
    }

    private static string? PrometheusFault(string mode, double tolerance, JsonNode expected, JsonNode? actual)
    {
        var strict = new JsonDifference(tolerance);
        if ((string?)expected["status"] == "error")
        {
            return strict.Find(Fields(expected, "status", "errorType"), Fields(actual, "status", "errorType"));
        }

        JsonNode? want = expected["data"], got = actual?["data"];
        string? difference;
        if (want is JsonObject { } result && result.ContainsKey("result"))
        {
            difference = strict.Find(
                new JsonArray(want["resultType"]?.DeepClone(), Result(want["result"], mode)), new JsonArray(got?["resultType"]?.DeepClone(), Result(got?["result"], mode)));
        }
        else
        {
            difference = (strict with { Unordered = true }).Find(want, got);
        }

        return difference is null && mode == "annotated"
            ? (strict with { Unordered = true, Tolerance = 1e-9 }).Find(Annotations(expected), Annotations(actual))
            : difference;
    }

    // Series in the order of their labels, unless the order counts.
    private static JsonNode? Result(JsonNode? result, string mode) =>
        mode != "ordered" && result is JsonArray series && series.All(one => one is JsonObject)
            ? new JsonArray([.. series.OrderBy(one => JsonDifference.Canonical(one!["metric"]), StringComparer.Ordinal).Select(one => one!.DeepClone())])
            : result?.DeepClone();

    private static JsonObject Fields(JsonNode? node, params string[] names) => new(names.Select(name => KeyValuePair.Create(name, node?[name]?.DeepClone())));

    private static JsonObject Annotations(JsonNode? node) => new()
    {
        ["warnings"] = node?["warnings"]?.DeepClone() ?? new JsonArray(),
        ["infos"] = node?["infos"]?.DeepClone() ?? new JsonArray(),
    };

    private static JsonNode? Data(JsonNode? node) => node is JsonObject fields ? fields["data"] ?? new JsonArray() : node;

    private static JsonNode? Shape(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Shape(field.Value)))),
        JsonArray items => new JsonArray([.. items.Take(1).Select(Shape)]),
        null => null,
        _ => node.GetValueKind() switch { JsonValueKind.Number => 0.0, JsonValueKind.String => "", _ => false },
    };

    private static JsonNode? Arranged(JsonNode? node, string[] ordered, string path)
    {
        switch (node)
        {
            case JsonObject fields:
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Arranged(field.Value, ordered, Path(path, field.Key)))));
            case JsonArray items:
                IEnumerable<JsonNode?> arranged = items.Select(item => Arranged(item, ordered, Path(path, "*")));
                return new JsonArray([.. ordered.Contains(path) ? arranged : arranged.OrderBy(JsonDifference.Canonical, StringComparer.Ordinal)]);
            default:
                return node?.DeepClone();
        }

        static string Path(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
    }

    // Removes a dotted path; '*' stands for every item or key, '**.name' for the key at any depth.
    private static void Drop(JsonNode? node, string path)
    {
        string[] parts = path.Split('.', 2);
        string rest = parts.Length == 2 ? parts[1] : "";
        if (parts[0] == "**")
        {
            Drop(node, rest);
            foreach (JsonNode? child in Children(node))
            {
                Drop(child, path);
            }

            return;
        }

        if (parts[0] == "*" && rest.Length > 0)
        {
            foreach (JsonNode? child in Children(node))
            {
                Drop(child, rest);
            }
        }
        else if (node is JsonObject fields)
        {
            if (rest.Length > 0)
            {
                Drop(fields[parts[0]], rest);
            }
            else if (parts[0] == "*")
            {
                fields.Clear();
            }
            else
            {
                fields.Remove(parts[0]);
            }
        }
    }

    private static List<JsonNode?> Children(JsonNode? node) =>
        node is JsonObject fields ? [.. fields.Select(field => field.Value)] : node is JsonArray items ? [.. items] : [];

    private static string[] Lines(string text, bool exposition) =>
        [.. text.Split('\n').Where(line => !exposition || (line.Length > 0 && line[0] != '#')).Select(line => exposition ? Timestamp().Replace(line, "") : line)
            .Order(StringComparer.Ordinal)];

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];

    [GeneratedRegex(@" -?[0-9]+(\.[0-9]+)?$")]
    private static partial Regex Timestamp();
}
