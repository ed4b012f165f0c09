using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>A real Prometheus scrapes itself and us, writes to us, and both then answer the same queries alike.</summary>
public sealed class PrometheusDeliveryTests
{
    private static readonly string[] Queries =
    [
        "up",
        "sum(up)",
        "count({__name__=~\".+\"})",
        "count by (job) ({__name__!=\"\"})",
        "prometheus_tsdb_head_series",
        "rate(prometheus_tsdb_head_samples_appended_total[1m])",
        "increase(prometheus_http_requests_total[1m])",
        "sum by (code) (rate(prometheus_http_requests_total[1m]))",
        "histogram_quantile(0.9, sum by (le) (rate(prometheus_http_request_duration_seconds_bucket[1m])))",
        "topk(2, scrape_samples_scraped)",
        "avg_over_time(go_goroutines[30s])",
        "max_over_time(go_memstats_heap_alloc_bytes[30s]) - min_over_time(go_memstats_heap_alloc_bytes[30s])",
        "process_resident_memory_bytes / 1024 / 1024",
        "go_gc_duration_seconds{quantile=\"0.5\"} * on (instance, job) group_left () up",
        "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
        "quantile(0.5, scrape_duration_seconds)",
        "scrape_samples_scraped offset 10s",
        "sum without (instance) (scrape_series_added)",
        "stddev(go_memstats_alloc_bytes)",
        "max_over_time(rate(process_cpu_seconds_total[30s])[1m:10s])",
        "absent(no_such_metric)",
        "prometheus_build_info",
    ];

    [Theory]
    [InlineData("prometheus.WriteRequest")]
    [InlineData("io.prometheus.write.v2.Request")]
    public async Task Prometheus_delivers_everything_and_both_answer_alike(string message)
    {
        string program = PeerPrograms.Require("prometheus");
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);
        await using ClientProcess prometheus = ClientProcess.Start(program, port => $$"""
            global: { scrape_interval: 5s }
            scrape_configs:
              - { job_name: prometheus, static_configs: [{ targets: ["127.0.0.1:{{port}}"] }] }
              - { job_name: orleans-obs, static_configs: [{ targets: ["127.0.0.1:{{ports.Http}}"] }] }
            remote_write:
              - { url: "http://127.0.0.1:{{ports.Http}}/api/v1/write", protobuf_message: "{{message}}", queue_config: { batch_send_deadline: 1s } }
            """, static (port, file, data) =>
            [
                $"--config.file={file}", $"--storage.tsdb.path={data}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
            ]);
        await Task.Delay(PeerPrograms.Delivery, TestContext.Current.CancellationToken);

        foreach (string counter in (string[])["samples_failed_total", "samples_dropped_total", "samples_retried_total", "histograms_failed_total", "metadata_failed_total"])
        {
            Assert.Equal(0, await ValueAsync(prometheus.Http, $"sum(prometheus_remote_storage_{counter}) or vector(0)", now: null));
        }

        Assert.True(await ValueAsync(prometheus.Http, "sum(prometheus_remote_storage_samples_total)", now: null) > 1000, "hardly anything was sent");

        // Ten seconds ago everything has been scraped and delivered on both sides; on a busy machine it takes some scrapes more until each query has something to say.
        long now = await TimeWithAnswersAsync(prometheus.Http);
        foreach (string query in Queries)
        {
            SortedDictionary<string, string> theirs = await AnswerAsync(prometheus.Http, query, now), ours = await AnswerAsync(silo.Http, query, now);
            Assert.True(query.StartsWith("absent", StringComparison.Ordinal) || theirs.Count > 0, $"nothing to compare: {query}");
            Assert.Equal(theirs.Keys, ours.Keys);
            Assert.All(theirs, pair => AssertSame(query, pair.Key, pair.Value, ours[pair.Key]));
        }
    }

    [Fact]
    public async Task Vmagent_delivers_everything()
    {
        string program = PeerPrograms.Require("vmagent");
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);
        await using ClientProcess agent = ClientProcess.Start(program, port => $$"""
            global: { scrape_interval: 5s }
            scrape_configs:
              - { job_name: vmagent, static_configs: [{ targets: ["127.0.0.1:{{port}}"] }] }
              - { job_name: orleans-obs, static_configs: [{ targets: ["127.0.0.1:{{ports.Http}}"] }] }
            """, (port, file, data) =>
            [
                $"-promscrape.config={file}", $"-remoteWrite.tmpDataPath={data}", $"-httpListenAddr=127.0.0.1:{port}", "-loggerLevel=ERROR",
                $"-remoteWrite.url=http://127.0.0.1:{ports.Http}/api/v1/write",
            ]);
        await Task.Delay(PeerPrograms.Delivery, TestContext.Current.CancellationToken);

        // Its first request tries its own zstd encoding; our 415 makes it take snappy from then on, which is no failure.
        string metrics = await agent.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("""vmagent_remotewrite_packets_dropped_total\{[^}]*\} [1-9]""", metrics);
        Assert.DoesNotMatch("""vmagent_remotewrite_requests_total\{[^}]*status_code="(400|429|5..)"[^}]*\} [1-9]""", metrics);
        Assert.Equal(2, await ValueAsync(silo.Http, "count(up == 1)", now: null));
        Assert.True(await ValueAsync(silo.Http, "count({job=\"vmagent\"})", now: null) > 100);
    }

    private static async Task<long> TimeWithAnswersAsync(HttpClient http)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10;
            bool all = true;
            foreach (string query in Queries.Where(static query => !query.StartsWith("absent", StringComparison.Ordinal)))
            {
                all = all && (await AnswerAsync(http, query, now)).Count > 0;
            }

            if (all)
            {
                return now;
            }

            await Task.Delay(TimeSpan.FromSeconds(5), patience.Token);
        }
    }

    private static async Task<double> ValueAsync(HttpClient http, string query, long? now)
    {
        SortedDictionary<string, string> answer = await AnswerAsync(http, query, now ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return double.Parse(Assert.Single(answer).Value, CultureInfo.InvariantCulture);
    }

    private static async Task<SortedDictionary<string, string>> AnswerAsync(HttpClient http, string query, long now)
    {
        string text = await http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}&time={now}", TestContext.Current.CancellationToken);
        JsonNode data = JsonNode.Parse(text)!["data"]!;
        var answer = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonNode? series in data["result"]!.AsArray())
        {
            var labels = new SortedDictionary<string, string>(series!["metric"].Deserialize<Dictionary<string, string>>()!, StringComparer.Ordinal);
            answer.Add(string.Join(", ", labels.Select(static label => $"{label.Key}={label.Value}")), (string)series["value"]![1]!);
        }

        return answer;
    }

    private static void AssertSame(string query, string series, string theirs, string ours)
    {
        double expected = double.Parse(theirs, CultureInfo.InvariantCulture), actual = double.Parse(ours, CultureInfo.InvariantCulture);
        bool same = expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-9 * Math.Max(Math.Abs(expected), Math.Abs(actual));
        Assert.True(same, $"{query}: {series}: Prometheus says {theirs}, we say {ours}");
    }
}
