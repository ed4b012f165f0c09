using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The matchers of a tombstone as one line of JSON: <c>[{"name":"job","operator":"Equal","value":"api"}]</c>.</summary>
internal static class TombstoneSelector
{
    public static string Format(IReadOnlyList<TombstoneMatcher> matchers) =>
        JsonSerializer.Serialize(matchers, TombstoneSelectorJson.Default.IReadOnlyListTombstoneMatcher);

    public static IReadOnlyList<TombstoneMatcher> Parse(string selector)
    {
        try
        {
            IReadOnlyList<TombstoneMatcher>? matchers = JsonSerializer.Deserialize(selector, TombstoneSelectorJson.Default.IReadOnlyListTombstoneMatcher);
            if (matchers is not null && matchers.All(static matcher => matcher is { Name: not null, Value: not null } && Enum.IsDefined(matcher.Operator)))
            {
                return matchers;
            }
        }
        catch (JsonException)
        {
            // Reported below, with the text.
        }

        throw new CorruptBlockException("manifest", 0, $"no tombstone has the selector {selector}");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<TombstoneMatcher>))]
internal sealed partial class TombstoneSelectorJson : JsonSerializerContext;
