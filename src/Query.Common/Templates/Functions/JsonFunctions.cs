using System.Text.Json;

namespace Orleans.Obs.Query.Common.Templates.Functions;

/// <summary>JSON texts as values of templates.</summary>
public static class JsonFunctions
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
    {
        ["fromJson"] = TemplateFunction.OfText(FromJson),
    };

    /// <summary>Maps, lists, texts, floating-point numbers, truth values; null for a text that is no JSON.</summary>
    public static object? FromJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return ToValue(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new TemplateMap(element.EnumerateObject().GroupBy(static property => property.Name, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => ToValue(group.Last().Value), StringComparer.Ordinal)),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
