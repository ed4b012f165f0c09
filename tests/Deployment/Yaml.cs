using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Orleans.Obs.Deployment;

/// <summary>Reads a YAML file of the repository, with anchors and merges resolved, as JSON.</summary>
internal static class Yaml
{
    public static JsonObject Read(string path)
    {
        using StreamReader reader = File.OpenText(Path.Combine(Architecture.Repository.Root, path));
        object? content = new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(reader)));
        return JsonNode.Parse(JsonSerializer.Serialize(Plain(content)))!.AsObject();
    }

    private static object? Plain(object? node) => node switch
    {
        IDictionary<object, object> map => map.ToDictionary(static pair => (string)pair.Key, static pair => Plain(pair.Value)),
        IEnumerable<object> list => list.Select(Plain).ToList(),
        _ => node,
    };
}
