using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Tests.Prometheus;

/// <summary>What is asked now and was asked lately, and which metrics nobody asks for.</summary>
public sealed class QueryStatusEndpointTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(options => options.EnableAdminApi = true, _time);
        await _server.StoreAsync([("__name__", "up"), ("job", "api")], [("__name__", "quota")], [("__name__", "unused")]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_query_that_runs_is_listed_and_can_be_ended()
    {
        var isAsked = new TaskCompletionSource();
        HangShards(isAsked);
        Task<(int Status, string Text)> answer = _server.GetAsync("/api/v1/query_range?query=up&start=10&end=40&step=15");
        await isAsked.Task;
        _time.Advance(TimeSpan.FromSeconds(2));

        JsonElement query = Assert.Single((await JsonAsync("/api/v1/status/active_queries")).GetProperty("data").EnumerateArray().ToArray());
        Assert.Equal(
            ("up", "2.000s", 10_000, 40_000, 15_000, "running"),
            (query.GetProperty("query").GetString(), query.GetProperty("duration").GetString(), query.GetProperty("start").GetInt64(), query.GetProperty("end").GetInt64(), query.GetProperty("step").GetInt64(), query.GetProperty("state").GetString()));
        Assert.StartsWith("127.0.0.1:", query.GetProperty("remote_addr").GetString(), StringComparison.Ordinal);

        Assert.Equal(404, await DeleteAsync("active_queries/0000000000000001"));
        Assert.Equal(404, await DeleteAsync($"active_queries/{query.GetProperty("id").GetString()}", tenant: "other"));
        Assert.Equal(204, await DeleteAsync($"active_queries/{query.GetProperty("id").GetString()}"));
        Assert.Equal((499, """{"status":"error","errorType":"canceled","error":"query was canceled in expression evaluation"}"""), await answer);
        Assert.Equal(0, (await JsonAsync("/api/v1/status/active_queries")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_query_that_waits_can_be_ended_by_parameter()
    {
        _server.Cluster.Settings = _server.Cluster.Settings with { Limits = new() { QueryConcurrency = 1, QueryQueue = 1 } };
        var isAsked = new TaskCompletionSource();
        HangShards(isAsked);
        Task<(int Status, string Text)> running = _server.GetAsync("/api/v1/query?query=up");
        await isAsked.Task;
        Task<(int Status, string Text)> waiting = _server.GetAsync("/api/v1/query?query=quota");
        JsonElement[] queries;
        do
        {
            queries = (await JsonAsync("/api/v1/status/active_queries")).GetProperty("data").EnumerateArray().ToArray();
        }
        while (queries.Length < 2);

        (int status, string text) = await _server.GetAsync("/api/v1/query?query=1");
        Assert.Equal((429, """{"status":"error","errorType":"too_many_requests","error":"too many queries: 1 of this tenant run and 1 wait (limits QueryConcurrency and QueryQueue)"}"""), (status, text));

        Assert.Equal(["running", "waiting"], queries.Select(query => query.GetProperty("state").GetString()));
        Assert.Equal(204, await DeleteAsync($"active_queries?id={queries[1].GetProperty("id").GetString()}"));
        Assert.Equal((499, """{"status":"error","errorType":"canceled","error":"query was canceled in query queue"}"""), await waiting);
        Assert.Equal(204, await DeleteAsync($"active_queries?id={queries[0].GetProperty("id").GetString()}"));
        Assert.Equal(499, (await running).Status);
    }

    [Fact]
    public async Task Queries_that_were_asked_most_lead_the_list()
    {
        await _server.GetAsync("/api/v1/query?query=quota&time=1");
        _time.Advance(TimeSpan.FromMinutes(5));
        for (int i = 0; i < 3; i++)
        {
            await _server.GetAsync("/api/v1/query_range?query=up&start=0&end=60&step=15");
        }

        await _server.GetAsync("/api/v1/query?query=up&time=1");
        JsonElement top = await JsonAsync("/api/v1/status/top_queries?topN=2");
        Assert.Equal(("2", "10m"), (top.GetProperty("topN").GetString(), top.GetProperty("maxLifetime").GetString()));
        Assert.Equal("""[{"query":"up","timeRangeSeconds":60,"count":3},{"query":"quota","timeRangeSeconds":0,"count":1}]""", top.GetProperty("topByCount").GetRawText());
        Assert.Equal("""{"query":"up","timeRangeSeconds":60,"sumSamples":3,"count":3}""", top.GetProperty("topBySumSamples")[0].GetRawText());
        Assert.Equal("""{"query":"up","timeRangeSeconds":60,"avgSamples":1,"count":3}""", top.GetProperty("topByAvgSamples").EnumerateArray().Single(query => query.GetProperty("query").GetString() == "up").GetRawText());
        Assert.Equal(2, top.GetProperty("topBySumDuration").GetArrayLength());
        Assert.Equal(2, top.GetProperty("topByAvgDuration").GetArrayLength());
        Assert.Equal(["up", "up"], (await JsonAsync("/api/v1/status/top_queries?maxLifetime=1m")).GetProperty("topByCount").EnumerateArray().Select(query => query.GetProperty("query").GetString()));
        Assert.Equal(400, (await _server.GetAsync("/api/v1/status/top_queries?topN=x")).Status);
        Assert.Equal(400, (await _server.GetAsync("/api/v1/status/top_queries?maxLifetime=x")).Status);
    }

    [Fact]
    public async Task Metrics_are_listed_with_their_use_the_unused_first()
    {
        await _server.GetAsync("/api/v1/query?query=up/up%2Bquota&time=1");
        await _server.GetAsync("/api/v1/query?query=up&time=1");
        await _server.GetAsync("/api/v1/query?query=never_there&time=1");
        await _server.GetAsync("/api/v1/query?query=broken(&time=1");
        Assert.Equal(
            (200, """{"status":"success","statsCollectedSince":1,"statsCollectedRecordsTotal":3,"records":[{"metricName":"unused","requestsCount":0,"lastRequestTimestamp":0},{"metricName":"never_there","requestsCount":1,"lastRequestTimestamp":1700000000},{"metricName":"quota","requestsCount":1,"lastRequestTimestamp":1700000000},{"metricName":"up","requestsCount":3,"lastRequestTimestamp":1700000000}]}"""),
            await _server.GetAsync("/api/v1/status/metric_names_stats"));
        Assert.Equal(["unused"], await UsesAsync("limit=1"));
        Assert.Equal(["unused"], await UsesAsync("le=0"));
        Assert.Equal(["quota", "up"], await UsesAsync("match_pattern=u[op]"));
        Assert.Equal(
            (400, """{"status":"error","errorType":"bad_data","error":"invalid parameter \"match_pattern\": error parsing regexp: missing closing ]: `[`"}"""),
            await _server.GetAsync("/api/v1/status/metric_names_stats?match_pattern=["));

        Assert.Equal(204, (await _server.PostAsync("/api/v1/admin/status/metric_names_stats/reset")).Status);
        Assert.Equal(["quota", "unused", "up"], await UsesAsync("le=0"));
    }

    [Fact]
    public async Task Metrics_that_a_pattern_selects_count_as_used()
    {
        await _server.GetAsync("/api/v1/query?query={__name__=~\"u.*\"}&time=1");
        string[] used;
        do
        {
            used = await UsesAsync("match_pattern=^u");
        }
        while ((await UsesAsync("match_pattern=^u&le=0")).Length > 0);

        Assert.Equal(["unused", "up"], used);
    }

    [Fact]
    public async Task Uses_that_cannot_be_kept_now_are_kept_later()
    {
        await _server.GetAsync("/api/v1/query?query=up&time=1");
        _server.Tenants.Fails = true;
        Assert.Equal(503, (await _server.GetAsync("/api/v1/status/metric_names_stats")).Status);
        _server.Tenants.Fails = false;
        Assert.Equal(["quota", "unused"], await UsesAsync("le=0"));
    }

    private void HangShards(TaskCompletionSource isAsked)
    {
        foreach (InMemoryShardGrain shard in _server.Cluster.ShardsOf("anonymous"))
        {
            shard.Execute = async cancellationToken =>
            {
                isAsked.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return PlanReply.Not(ReplyStatus.Unavailable, "", 0);
            };
        }
    }

    private async Task<string[]> UsesAsync(string parameters) =>
        [.. (await JsonAsync($"/api/v1/status/metric_names_stats?{parameters}")).GetProperty("records").EnumerateArray().Select(use => use.GetProperty("metricName").GetString()!)];

    private async Task<int> DeleteAsync(string path, string tenant = "anonymous")
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/status/{path}");
        request.Headers.Add("X-Scope-OrgID", tenant);
        using HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        (int status, string text) = await _server.GetAsync(path);
        Assert.Equal(200, status);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.Clone();
    }
}
