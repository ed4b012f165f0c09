using System.Globalization;
using System.Text.Json;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>Where samples lie makes no difference to any answer.</summary>
public sealed class BlocksEqualHeadTests
{
    private const string VectorStart = """{"status":"success","data":{"resultType":"vector""";
    private const int Hours = 7, StepMilliseconds = 30_000;

    private static readonly string[] Expressions =
    [
        "http_requests_total", "http_requests_total{instance=~\"host-[0-3]\"}", "rate(http_requests_total[5m])", "sum by (job) (rate(http_requests_total[5m]))",
        "increase(http_requests_total[1h])", "temperature_celsius", "avg_over_time(temperature_celsius[30m])", "quantile_over_time(0.9, temperature_celsius[1h])",
        "stddev_over_time(temperature_celsius[1h])", "topk(3, temperature_celsius)", "max by (zone) (temperature_celsius)", "quantile(0.5, temperature_celsius)",
        "flapping", "count_over_time(flapping[2h])", "changes(flapping[2h])", "absent_over_time(flapping{instance=\"host-1\"}[5m])",
        "histogram_quantile(0.9, sum by (le) (rate(request_seconds_bucket[10m])))", "sum without (instance) (http_requests_total) / on (job, zone) group_left count by (job, zone) (up)",
        "up offset 3h", "temperature_celsius @ end()", "max_over_time(rate(http_requests_total[5m])[1h:2m])", "deriv(temperature_celsius[30m])",
        "count({__name__=~\".+\"}) by (__name__)", "sum(late_total)", "late_total", "count_values(\"v\", up)", "label_replace(up, \"a\", \"$1\", \"instance\", \"host-(.*)\")",
        "resets(http_requests_total[6h])",
    ];

    [Fact]
    public async Task Answers_are_the_same_bytes_from_the_head_from_blocks_after_compaction_and_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        string[] settings = ["--Obs:Http:AdminApi=true", "--Obs:Flush:Age=12h"];
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000 * 1000, start = now - (Hours * 3_600_000L);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
        try
        {
            // The same twice: once all in the head, once cut in the middle, so that compaction has something to do.
            await WriteAsync(silo, "head", start, now);
            Dictionary<string, string> expected = await AskAsync(silo, "head", start, now);
            Assert.True(expected.Values.Count(static answer => answer.Length > 200) > 40, "most answers have content");

            await WriteAsync(silo, "cut", start, now - (Hours * 3_600_000L / 2));
            await FlushAsync(silo, "cut");
            await WriteAsync(silo, "cut", now - (Hours * 3_600_000L / 2), now);
            Compare("one half in a block", expected, await AskAsync(silo, "cut", start, now));
            await FlushAsync(silo, "cut");
            await FlushAsync(silo, "head");
            Compare("all in blocks", expected, await AskAsync(silo, "head", start, now));
            Compare("all in two blocks", expected, await AskAsync(silo, "cut", start, now));

            await CompactedAsync(folder.Path, cancellation);
            Compare("compacted", expected, await AskAsync(silo, "head", start, now));
            Compare("compacted from halves", expected, await AskAsync(silo, "cut", start, now));

            Assert.Equal(0, await silo.StopAsync());
            await silo.DisposeAsync();
            silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
            Compare("after a restart", expected, await AskAsync(silo, "head", start, now));
            Compare("halves after a restart", expected, await AskAsync(silo, "cut", start, now));
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task WriteAsync(SiloProcess silo, string tenant, long from, long to)
    {
        var request = new WriteRequest();
        int samples = 0;
        for (long time = from; time < to; time += StepMilliseconds)
        {
            long n = time / StepMilliseconds;
            for (int host = 0; host < 8; host++)
            {
                string instance = $"host-{host}", zone = $"z{host % 3}";
                (string, string)[] Labels(string name) => [("__name__", name), ("instance", instance), ("job", "node"), ("zone", zone)];
                var random = new Random((int)((n * 31) + host) & 0xFFFFFF);
                request.Add(Labels("http_requests_total"), time + host, n % 500 * (host + 1) * 3.25);
                request.Add(Labels("temperature_celsius"), time + host, Math.Round(20 + (random.NextDouble() * 5), 2));
                request.Add(Labels("up"), time, host % 4 == 0 && n % 7 == 0 ? 0 : 1);
                if (n / 20 % 3 != host % 3)
                {
                    request.Add(Labels("flapping"), time, n % 20 == 19 ? BitConverter.Int64BitsToDouble(0x7ff0000000000002) : random.NextDouble());
                }

                double seen = 0;
                foreach (string bound in (string[])["0.1", "0.5", "1", "+Inf"])
                {
                    request.Add([("__name__", "request_seconds_bucket"), ("instance", instance), ("job", "node"), ("le", bound)], time, (seen += host + 2) * (n % 10_000));
                }

                // Every second sample comes before the one that precedes it in time.
                request.Add(Labels("late_total"), time + (n % 2 == 0 ? StepMilliseconds : -StepMilliseconds), n % 2 == 0 ? n + 1 : n - 1);
                samples += 9;
            }

            if (samples > 4_000 || time + StepMilliseconds >= to)
            {
                using HttpContent content = request.ToContent();
                content.Headers.Add("X-Scope-OrgID", tenant);
                using HttpResponseMessage response = await silo.Http.PostAsync("/api/v1/write", content, TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                (request, samples) = (new WriteRequest(), 0);
            }
        }
    }

    private static async Task FlushAsync(SiloProcess silo, string tenant) => await GetAsync(silo, tenant, "/api/v1/admin/tsdb/snapshot", HttpMethod.Post);

    private static async Task<Dictionary<string, string>> AskAsync(SiloProcess silo, string tenant, long start, long end)
    {
        var answers = new Dictionary<string, string>();
        string from = Seconds(start), to = Seconds(end - 60_000);
        foreach (string expression in Expressions)
        {
            string query = Uri.EscapeDataString(expression);
            foreach (string path in (string[])[$"/api/v1/query?query={query}&time={to}", $"/api/v1/query_range?query={query}&start={from}&end={to}&step=150"])
            {
                answers.Add(path, await GetAsync(silo, tenant, path, HttpMethod.Get));
            }
        }

        foreach (string path in (string[])
            [
                $"/api/v1/query?query=%7B__name__%3D~%22.%2B%22%7D%5B8h%5D&time={to}", $"/api/v1/labels?start={from}&end={to}", $"/api/v1/label/instance/values?start={from}&end={to}",
                $"/api/v1/label/le/values?start={from}&end={to}", $"/api/v1/label/__name__/values?start={from}&end={to}", $"/api/v1/series?match[]=up&start={from}&end={to}",
                $"/api/v1/series?match[]=%7Bzone%3D%22z1%22%7D&start={from}&end={to}",
            ])
        {
            answers.Add(path, await GetAsync(silo, tenant, path, HttpMethod.Get));
        }

        return answers;
    }

    private static async Task<string> GetAsync(SiloProcess silo, string tenant, string path, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Scope-OrgID", tenant);
        using HttpResponseMessage response = await silo.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text.StartsWith(VectorStart, StringComparison.Ordinal) ? Sorted(text) : text;
    }

    /// <summary>The elements of an instant vector come in no particular order, unless the query sorts them.</summary>
    private static string Sorted(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        IEnumerable<string> elements = document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(static element => element.GetRawText());
        return string.Join('\n', elements.Order(StringComparer.Ordinal));
    }

    private static void Compare(string when, Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        foreach ((string path, string answer) in expected)
        {
            if (answer != actual[path])
            {
                int at = answer.Zip(actual[path]).TakeWhile(static pair => pair.First == pair.Second).Count(), from = Math.Max(0, at - 100);
                Assert.Fail($"{when}: {Uri.UnescapeDataString(path)} differs at {at}:\n{answer.AsSpan(from, Math.Min(200, answer.Length - from))}\n{actual[path].AsSpan(from, Math.Min(200, actual[path].Length - from))}");
            }
        }
    }

    /// <summary>Waits until only windows that are not over yet lie in blocks as they were cut.</summary>
    private static async Task CompactedAsync(string folder, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!Manifests(folder).All(IsCompacted))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static IEnumerable<string> Manifests(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "tenants"), "manifest.json", SearchOption.AllDirectories);

    private static bool IsCompacted(string manifest)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
        JsonElement[] blocks = [.. document.RootElement.GetProperty("blocks").EnumerateArray()];
        long open = DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeMilliseconds();
        return blocks.All(block => block.GetProperty("level").GetInt32() >= 1 || block.GetProperty("minTime").GetInt64() > open);
    }

    private static string Seconds(long time) => (time / 1000).ToString(CultureInfo.InvariantCulture);
}
