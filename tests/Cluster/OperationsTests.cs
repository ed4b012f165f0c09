using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>What operators see, on processes of every role.</summary>
public sealed class OperationsTests
{
    private const string Operator = "operator-key-of-operations-tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_tells_who_owns_what_and_shows_the_dashboard_to_the_operator()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        string[] settings = ["--Obs:Dashboard:Enabled=true", $"--Obs:Auth:OperatorKey={Operator}"];
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, [.. settings, "--Obs:Role=silo"]);
        await using SiloProcess api = await SiloProcess.StartReadyAsync(SiloPorts.Free() with { Gateway = ports.Gateway }, folder.Path, [.. settings, "--Obs:Role=api"]);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using (HttpResponseMessage written = await api.Http.PostAsync("/api/v1/write", new WriteRequest().Add([("__name__", "one")], now, 1).ToContent(), Token))
        {
            Assert.True(written.IsSuccessStatusCode);
        }

        foreach (HttpClient http in (HttpClient[])[silo.Http, api.Http])
        {
            JsonNode cluster = JsonNode.Parse(await http.GetStringAsync("/cluster", Token))!;
            JsonNode only = Assert.Single(cluster["silos"]!.AsArray())!;
            Assert.Equal("complete", (string)cluster["status"]!);
            Assert.Equal(("active", $"127.0.0.1:{ports.Silo}"), ((string)only["status"]!, (string)only["address"]!));
            Assert.True((long)only["memory"]!["resident"]! > 0 && (long)only["memory"]!["budget"]! > 0);
            Assert.True((bool)only["log"]!["writable"]!);
            Assert.Contains(only["shards"]!.AsArray(), static shard => (string)shard!["tenant"]! == "anonymous" && (string)shard["signal"]! == "metrics");

            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/dashboard/", Token)).StatusCode);
            Assert.Contains("<html", await DashboardAsync(http, "/dashboard/"), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(1, (int)JsonNode.Parse(await DashboardAsync(http, "/dashboard/DashboardCounters"))!["totalActiveHostCount"]!);
        }
    }

    private static async Task<string> DashboardAsync(HttpClient http, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Operator}")));
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return await response.Content.ReadAsStringAsync(Token);
    }
}
