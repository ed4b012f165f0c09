using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Deployment;

public sealed partial class ComposeTests
{
    private const string File = "Azurite.compose.yml";

    private static readonly string[] Known =
    [
        "image", "build", "command", "environment", "ports", "volumes", "depends_on", "healthcheck", "restart", "stop_grace_period",
    ];

    private readonly JsonObject _compose = Yaml.Read(File);

    private JsonObject Services => _compose["services"]!.AsObject();

    [Fact]
    public void There_are_Azurite_three_silos_one_API_and_Grafana()
    {
        Assert.Equal(3, Services.Count(static service => RoleOf(service.Value!) == "silo"));
        Assert.Single(Services, static service => RoleOf(service.Value!) == "api");
        Assert.NotNull(Services["azurite"]);
        Assert.NotNull(Services["grafana"]);
    }

    [Fact]
    public void Services_say_only_what_Compose_knows_and_images_from_elsewhere_have_a_version() => Assert.All(Services, service =>
    {
        Assert.Subset(Known.ToHashSet(), service.Value!.AsObject().Select(static item => item.Key).ToHashSet());
        string image = (string)service.Value["image"]!;
        Assert.True(service.Value["build"] is not null || Version().IsMatch(image), image);
    });

    [Fact]
    public void Settings_exist_and_make_sense() => Assert.All(Services.Where(static service => service.Value!["build"] is not null), service =>
    {
        Dictionary<string, string?> settings = service.Value!["environment"]!.AsObject()
            .ToDictionary(static setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), static setting => (string?)setting.Value);
        Assert.All(settings.Keys, static key => Assert.Contains(key, SettingsCatalog.Keys));
        bool valid = StartSettings.TryRead(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), out _, out IReadOnlyList<string> problems);
        Assert.True(valid, string.Join(';', problems));
    });

    [Fact]
    public void What_it_refers_to_is_there() => Assert.All(Services, service =>
    {
        JsonObject content = service.Value!.AsObject();
        Assert.All(content["depends_on"]?.AsObject() ?? [], dependency =>
        {
            JsonNode? other = Services[dependency.Key];
            Assert.NotNull(other);
            Assert.True((string?)dependency.Value!["condition"] != "service_healthy" || other["healthcheck"] is not null || other["build"] is not null, $"{dependency.Key} has no health check");
        });
        Assert.All(content["volumes"]?.AsArray() ?? [], volume =>
        {
            string source = ((string)volume!).Split(':')[0];
            Assert.True(
                source.StartsWith("./", StringComparison.Ordinal) ? Path.Exists(Path.Combine(Architecture.Repository.Root, source)) : _compose["volumes"]!.AsObject().ContainsKey(source), source);
        });
        Assert.All(content["ports"]?.AsArray() ?? [], static port => Assert.Matches("^127\\.0\\.0\\.1:[0-9]+:[0-9]+$", (string)port!));
    });

    [Fact]
    public void Provisioned_files_point_at_services()
    {
        string url = (string)Services["grafana"]!["environment"]!["OBS_URL"]!;
        Assert.NotNull(Services[new Uri(url).Host]);

        JsonArray sources = Yaml.Read("infra/grafana/provisioning/datasources/obs.yaml")["datasources"]!.AsArray();
        Assert.Equal(["prometheus", "loki"], sources.Select(static source => (string)source!["type"]!));
        Assert.All(sources, static source => Assert.StartsWith("$OBS_URL/", (string)source!["url"]!, StringComparison.Ordinal));

        JsonObject agent = Yaml.Read("infra/prometheus/agent.yml");
        Assert.NotNull(Services[new Uri((string)agent["remote_write"]![0]!["url"]!).Host]);
        Assert.All(agent["scrape_configs"]![0]!["static_configs"]![0]!["targets"]!.AsArray(), target => Assert.NotNull(Services[((string)target!).Split(':')[0]]));
    }

    [Fact]
    public async Task Docker_understands_it()
    {
        Assert.SkipUnless(await ToolProcess.RunAsync("docker", "compose", "version") is { ExitCode: 0 }, "there is no docker compose here");

        (int exitCode, string output) = (await ToolProcess.RunAsync("docker", "compose", "-f", File, "config", "--quiet"))!.Value;

        Assert.Equal((0, ""), (exitCode, output));
    }

    private static string? RoleOf(JsonNode service) => (string?)service["environment"]?["Obs__Role"];

    [GeneratedRegex(":v?[0-9]+\\.[0-9]+\\.[0-9]+$")]
    private static partial Regex Version();
}
