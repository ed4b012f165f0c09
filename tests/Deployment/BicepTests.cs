using System.Text.Json.Nodes;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Deployment;

public sealed class BicepTests
{
    [Theory]
    [InlineData("infra/bicep/main.bicep")]
    [InlineData("infra/bicep/bootstrap.bicep")]
    public async Task It_compiles_and_the_linter_has_nothing_to_say(string file)
    {
        await Bicep.CompileAsync(file);

        Assert.Equal((0, ""), await Bicep.RunAsync("lint", file));
    }

    [Fact]
    public async Task The_example_parameters_fit()
    {
        string compiled = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.json");
        Assert.Equal((0, ""), await Bicep.RunAsync("build-params", "infra/bicep/example.bicepparam", "--outfile", compiled));
        File.Delete(compiled);
    }

    [Fact]
    public async Task Every_setting_that_it_passes_exists_and_secrets_are_referred_to()
    {
        JsonObject[] settings = [.. All(await Bicep.CompileAsync("infra/bicep/main.bicep")).OfType<JsonObject>()
            .Where(static item => item["name"] is JsonValue name && name.GetValueKind() == System.Text.Json.JsonValueKind.String && ((string)name!).StartsWith("Obs__", StringComparison.Ordinal))];

        Assert.True(settings.Length > 10);
        Assert.All(settings, static setting =>
        {
            string key = ((string)setting["name"]!).Replace("__", ":", StringComparison.Ordinal);
            Assert.Contains(key, SettingsCatalog.Keys);
            Assert.Equal(key.EndsWith("Key", StringComparison.Ordinal), setting.ContainsKey("secretRef"));
        });
    }

    [Fact]
    public async Task Storage_is_private_and_silos_have_TCP_ports_and_OTLP_has_HTTP_2()
    {
        JsonNode[] all = [.. All(await Bicep.CompileAsync("infra/bicep/main.bicep"))];

        JsonObject account = all.OfType<JsonObject>().First(static item => Text(item["type"]) == "Microsoft.Storage/storageAccounts");
        Assert.Equal("Disabled", Text(account["properties"]!["publicNetworkAccess"]));
        Assert.False((bool)account["properties"]!["allowSharedKeyAccess"]!);
        Assert.False((bool)account["properties"]!["allowBlobPublicAccess"]!);
        Assert.Contains(all.OfType<JsonObject>(), static item => Text(item["transport"]) == "tcp" && (int)item["targetPort"]! == 11111);
        Assert.Contains(all.OfType<JsonObject>(), static item => item["transport"] is JsonObject transport && Text(transport["value"]) == "http2" && (int)item["port"]!["value"]! == 4317);
        Assert.Contains(all.OfType<JsonObject>(), static item => Text(item["type"]) == "Microsoft.Network/privateEndpoints");
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string?)value : null;

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject map => [map, .. map.SelectMany(static pair => All(pair.Value))],
        JsonArray list => list.SelectMany(All),
        _ => [],
    };
}
