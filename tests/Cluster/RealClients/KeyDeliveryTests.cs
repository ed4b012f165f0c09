using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>A real Prometheus delivers to a process that demands keys: to one tenant with a bearer token, to another with Basic authentication, and with a wrong key to none.</summary>
public sealed class KeyDeliveryTests
{
    private const string Operator = "operator-key-of-the-delivery-test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_delivers_with_its_keys_and_nothing_without()
    {
        string program = PeerPrograms.Require("prometheus");
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, "--Obs:Auth:Enabled=true", $"--Obs:Auth:OperatorKey={Operator}");
        string bearer = await CreateKeyAsync(silo, "bearer", "write", "read"), basic = await CreateKeyAsync(silo, "basic", "write", "read");
        string reads = await CreateKeyAsync(silo, "basic", "read");
        await using ClientProcess prometheus = ClientProcess.Start(program, port => $$"""
            global: { scrape_interval: 2s }
            scrape_configs:
              - { job_name: prometheus, static_configs: [{ targets: ["127.0.0.1:{{port}}"] }] }
              - { job_name: orleans-obs, authorization: { credentials: {{Operator}} }, static_configs: [{ targets: ["127.0.0.1:{{ports.Http}}"] }] }
            remote_write:
              - { name: token, url: "http://127.0.0.1:{{ports.Http}}/api/v1/write", authorization: { credentials: {{bearer}} }, protobuf_message: io.prometheus.write.v2.Request, queue_config: { batch_send_deadline: 1s } }
              - { name: password, url: "http://127.0.0.1:{{ports.Http}}/api/v1/write", basic_auth: { username: basic, password: {{basic}} }, queue_config: { batch_send_deadline: 1s } }
              - { name: reader, url: "http://127.0.0.1:{{ports.Http}}/api/v1/write", authorization: { credentials: {{reads}} }, queue_config: { batch_send_deadline: 1s } }
              - { name: stranger, url: "http://127.0.0.1:{{ports.Http}}/api/v1/write", headers: { X-Scope-OrgID: basic }, queue_config: { batch_send_deadline: 1s } }
            """, static (port, file, data) =>
            [
                $"--config.file={file}", $"--storage.tsdb.path={data}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
            ]);
        await Task.Delay(PeerPrograms.Delivery, Token);

        foreach (string name in (string[])["token", "password"])
        {
            Assert.Equal(0, await CountAsync(prometheus.Http, $"sum(prometheus_remote_storage_samples_failed_total{{remote_name=\"{name}\"}})"));
            Assert.True(await CountAsync(prometheus.Http, $"sum(prometheus_remote_storage_samples_total{{remote_name=\"{name}\"}})") > 500);
        }

        Assert.True(await CountAsync(prometheus.Http, "sum(prometheus_remote_storage_samples_failed_total{remote_name=\"reader\"})") > 0);
        Assert.True(await CountAsync(prometheus.Http, "sum(prometheus_remote_storage_samples_failed_total{remote_name=\"stranger\"})") > 0);
        Assert.Equal(2, await CountAsync(silo.Http, "count(up == 1)", bearer));
        Assert.Equal(2, await CountAsync(silo.Http, "count(up == 1)", basic));
        Assert.Equal(2, await CountAsync(silo.Http, "count(up == 1)", reads));
    }

    private static async Task<string> CreateKeyAsync(SiloProcess silo, string tenant, params string[] scopes)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/tenants/{tenant}/keys") { Content = JsonContent.Create(new { name = "prometheus", scopes }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Operator);
        using HttpResponseMessage response = await silo.Http.SendAsync(request, Token);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["key"]!;
    }

    private static async Task<double> CountAsync(HttpClient http, string query, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/query?query={Uri.EscapeDataString(query)}");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        JsonArray result = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["data"]!["result"]!.AsArray();
        return result.Count == 0 ? 0 : double.Parse((string)result[0]!["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
