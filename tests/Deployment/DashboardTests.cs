using System.Text.Json.Nodes;

namespace Orleans.Obs.Deployment;

public sealed class DashboardTests(KnownMetrics metrics) : IClassFixture<KnownMetrics>
{
    private static readonly JsonObject Dashboard =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Architecture.Repository.Root, "infra/grafana/dashboards/orleans-obs.json")))!.AsObject();

    private static JsonObject[] Panels => [.. Dashboard["panels"]!.AsArray().Select(static panel => panel!.AsObject())];

    [Fact]
    public void Every_panel_asks_for_metrics_that_there_are() => Assert.All(Panels, panel =>
    {
        Assert.NotEmpty(panel["targets"]!.AsArray());
        Assert.All(panel["targets"]!.AsArray(), target =>
        {
            string expression = ((string)target!["expr"]!).Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal);
            Assert.All(Expressions.MetricsOf(expression), name => Assert.Contains(name, metrics.Names));
        });
    });

    [Fact]
    public void It_can_be_provisioned_as_it_is()
    {
        Assert.Null(Dashboard["id"]);
        Assert.Equal("orleans-obs", (string)Dashboard["uid"]!);
        Assert.True((int)Dashboard["schemaVersion"]! >= 39);
        Assert.False(Dashboard.ContainsKey("__inputs"));
        Assert.Equal("datasource", (string)Dashboard["templating"]!["list"]![0]!["type"]!);
    }

    [Fact]
    public void Panels_are_few_and_lie_beside_each_other()
    {
        Assert.InRange(Panels.Length, 1, 20);
        Assert.Equal(Panels.Length, Panels.Select(static panel => (int)panel["id"]!).Distinct().Count());
        (int X, int Y)[] cells = [.. Panels.SelectMany(static panel => CellsOf(panel["gridPos"]!))];
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, static cell => Assert.InRange(cell.X, 0, 23));
    }

    private static IEnumerable<(int X, int Y)> CellsOf(JsonNode position) =>
        from x in Enumerable.Range((int)position["x"]!, (int)position["w"]!)
        from y in Enumerable.Range((int)position["y"]!, (int)position["h"]!)
        select (x, y);
}
