using System.Text.Json.Nodes;

namespace Orleans.Obs.Deployment;

public sealed class AlertTests(KnownMetrics metrics) : IClassFixture<KnownMetrics>
{
    private const string File = "infra/prometheus/alerts.yml";

    private static JsonObject[] Rules => [.. Yaml.Read(File)["groups"]!.AsArray().SelectMany(static group => group!["rules"]!.AsArray()).Select(static rule => rule!.AsObject())];

    [Fact]
    public void Every_rule_asks_for_metrics_that_there_are() => Assert.All(Rules, rule =>
        Assert.All(Expressions.MetricsOf((string)rule["expr"]!), name => Assert.Contains(name, metrics.Names)));

    [Fact]
    public void Every_alert_is_explained_where_it_says()
    {
        string guide = System.IO.File.ReadAllText(Path.Combine(Architecture.Repository.Root, "docs/operations.md"));

        Assert.All(Rules, rule =>
        {
            string name = (string)rule["alert"]!;
            Assert.Contains((string)rule["labels"]!["severity"]!, (string[])["critical", "warning", "info"]);
            Assert.NotEmpty((string)rule["annotations"]!["summary"]!);
            Assert.Equal($"docs/operations.md#{name.ToLowerInvariant()}", (string)rule["annotations"]!["runbook"]!);
            Assert.Contains($"#### {name}\n", guide, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Tools_of_others_accept_the_file()
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("OBS_PEERS") ?? "", "bin");
        (int ExitCode, string Output)? checkedBy =
            await ToolProcess.RunAsync(System.IO.File.Exists(Path.Combine(folder, "promtool")) ? Path.Combine(folder, "promtool") : "promtool", "check", "rules", File)
            ?? await ToolProcess.RunAsync(Path.Combine(folder, "vmalert"), "-dryRun", $"-rule={File}");
        Assert.SkipUnless(checkedBy is not null, "neither promtool nor vmalert is here; OBS_PEERS may name a folder with one in bin/");

        Assert.True(checkedBy.Value.ExitCode == 0, checkedBy.Value.Output);
    }
}
