using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Prometheus.Status;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Tests.Prometheus;

/// <summary>What the server says about itself.</summary>
public sealed class StatusEndpointTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(options =>
        {
            options.Features = PromQLFeatures.DurationExpressions;
            options.FeatureNames = ["promql-duration-expr"];
            options.ConfigurationText = "Obs:\n  Role: all\n";
        });
        await _server.StoreAsync(
            [("__name__", "up"), ("job", "api"), ("pod", "a")],
            [("__name__", "up"), ("job", "api"), ("pod", "b")],
            [("__name__", "up"), ("job", "web"), ("pod", "c")],
            [("__name__", "quota"), ("job", "api")]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Features_are_those_of_the_language_that_is_switched_on()
    {
        JsonElement features = await DataAsync("/api/v1/features");
        Assert.True(features.GetProperty("promql").GetProperty("duration_expr").GetBoolean());
        Assert.False(features.GetProperty("promql").GetProperty("fill").GetBoolean());
        Assert.True(features.GetProperty("promql_functions").GetProperty("rate").GetBoolean());
        Assert.False(features.GetProperty("promql_functions").GetProperty("info").GetBoolean());
        Assert.True(features.GetProperty("promql_operators").GetProperty("!~").GetBoolean());
        Assert.False(features.GetProperty("promql_operators").GetProperty("limitk").GetBoolean());
    }

    [Fact]
    public async Task Flags_and_configuration_say_what_holds()
    {
        JsonElement flags = await DataAsync("/api/v1/status/flags");
        Assert.Equal("promql-duration-expr", flags.GetProperty("enable-feature").GetString());
        Assert.Equal("5m", flags.GetProperty("query.lookback-delta").GetString());
        Assert.Equal("Obs:\n  Role: all\n", (await DataAsync("/api/v1/status/config")).GetProperty("yaml").GetString());
    }

    [Fact]
    public async Task The_version_stands_without_an_envelope_too() =>
        Assert.Equal($"{{\"status\":\"success\",\"data\":{(await _server.GetAsync("/version")).Text}}}", (await _server.GetAsync("/api/v1/status/buildinfo")).Text);

    [Theory]
    [InlineData("match[]=up", """{"totalSeries":3,"totalLabelValuePairs":9,"seriesCountByMetricName":[{"name":"up","value":3}],"seriesCountByLabelName":[{"name":"__name__","value":3},{"name":"job","value":3},{"name":"pod","value":3}],"seriesCountByFocusLabelValue":[],"seriesCountByLabelValuePair":[{"name":"__name__=up","value":3},{"name":"job=api","value":2},{"name":"job=web","value":1},{"name":"pod=a","value":1},{"name":"pod=b","value":1},{"name":"pod=c","value":1}],"labelValueCountByLabelName":[{"name":"pod","value":3},{"name":"job","value":2},{"name":"__name__","value":1}]}""")]
    [InlineData("focusLabel=job&topN=1", """{"totalSeries":4,"totalLabelValuePairs":11,"seriesCountByMetricName":[{"name":"up","value":3}],"seriesCountByLabelName":[{"name":"__name__","value":4}],"seriesCountByFocusLabelValue":[{"name":"api","value":3}],"seriesCountByLabelValuePair":[{"name":"__name__=up","value":3}],"labelValueCountByLabelName":[{"name":"pod","value":3}]}""")]
    [InlineData("date=1970-01-01&topN=1&match[]=quota", """{"totalSeries":1,"totalLabelValuePairs":2,"seriesCountByMetricName":[{"name":"quota","value":1}],"seriesCountByLabelName":[{"name":"__name__","value":1}],"seriesCountByFocusLabelValue":[],"seriesCountByLabelValuePair":[{"name":"__name__=quota","value":1}],"labelValueCountByLabelName":[{"name":"__name__","value":1}]}""")]
    [InlineData("date=2020-01-01", """{"totalSeries":0,"totalLabelValuePairs":0,"seriesCountByMetricName":[],"seriesCountByLabelName":[],"seriesCountByFocusLabelValue":[],"seriesCountByLabelValuePair":[],"labelValueCountByLabelName":[]}""")]
    public async Task Cardinality_is_explored_by_match_day_and_focus(string query, string data) =>
        Assert.Equal((200, $$"""{"status":"success","data":{{data}}}"""), await _server.GetAsync($"/api/v1/status/tsdb?{query}"));

    [Theory]
    [InlineData("search/metric_names?start=0", "{\"results\":[{\"name\":\"quota\"},{\"name\":\"up\"}]}\n{\"status\":\"success\",\"has_more\":false}\n")]
    [InlineData("search/metric_names?start=0&limit=1&sort_by=alpha&sort_dir=dsc", "{\"results\":[{\"name\":\"up\"}]}\n{\"status\":\"success\",\"has_more\":true}\n")]
    [InlineData("search/metric_names?start=0&search[]=QT&case_sensitive=false&include_score=true", "{\"results\":[{\"name\":\"quota\",\"score\":0.374625}")]
    [InlineData("search/metric_names?start=0&search[]=nothing", "{\"results\":[]}\n{\"status\":\"success\",\"has_more\":false}\n")]
    [InlineData("search/metric_names", "{\"results\":[]}\n{\"status\":\"success\",\"has_more\":false}\n")]
    [InlineData("search/label_names?start=0&match[]=quota&batch_size=1", "{\"results\":[{\"name\":\"__name__\"}]}\n{\"results\":[{\"name\":\"job\"}]}\n{\"status\":\"success\",\"has_more\":false}\n")]
    [InlineData("search/label_values?start=0&label=job&search[]=pi&search[]=we&fuzz_alg=jarowinkler&sort_by=score&include_score=true", "{\"results\":[{\"value\":\"web\",\"score\":1},{\"value\":\"api\",\"score\":0.0999")]
    public async Task Searches_answer_in_lines(string path, string start)
    {
        (int status, string text) = await _server.GetAsync($"/api/v1/{path}");
        Assert.Equal(200, status);
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notifications_are_listed_while_they_last()
    {
        ServerNotifications notifications = _server.Services.GetRequiredService<ServerNotifications>();
        notifications.Set("the disk is full", true);
        notifications.Set("the disk is full", true);
        JsonElement one = Assert.Single((await DataAsync("/api/v1/notifications")).EnumerateArray().ToArray());
        Assert.Equal(("the disk is full", true), (one.GetProperty("text").GetString(), one.GetProperty("active").GetBoolean()));
        notifications.Set("the disk is full", false);
        Assert.Equal(0, (await DataAsync("/api/v1/notifications")).GetArrayLength());
    }

    [Fact]
    public async Task Notifications_come_live_to_as_many_as_may_listen()
    {
        ServerNotifications notifications = _server.Services.GetRequiredService<ServerNotifications>();
        notifications.Set("before", true);
        List<StreamReader> listeners = [];
        for (int i = 0; i < 16; i++)
        {
            HttpResponseMessage response = await _server.Client.GetAsync(
                new Uri("/api/v1/notifications/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
            listeners.Add(new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        }

        Assert.Equal(204, (await _server.GetAsync("/api/v1/notifications/live")).Status);
        notifications.Set("after", true);
        notifications.Set("before", false);
        foreach (StreamReader listener in listeners)
        {
            Assert.Equal([("before", true), ("after", true), ("before", false)], [await NextAsync(listener), await NextAsync(listener), await NextAsync(listener)]);
            listener.Dispose();
        }
    }

    [Fact]
    public async Task The_specification_lists_every_endpoint()
    {
        string specification = (await _server.GetAsync("/api/v1/openapi.yaml")).Text;
        foreach (RouteEndpoint endpoint in _server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            string path = endpoint.RoutePattern.RawText!;
            if (!path.StartsWith("/api/v1/", StringComparison.Ordinal))
            {
                continue;
            }

            int at = specification.IndexOf($"\n  {path["/api/v1".Length..]}:\n", StringComparison.Ordinal);
            Assert.True(at >= 0, $"{path} is missing");
            int end = specification.IndexOf("\n  /", at + 1, StringComparison.Ordinal);
            string part = end < 0 ? specification[at..] : specification[at..end];
            Assert.All(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, method => Assert.Contains($"\n    {method.ToLowerInvariant()}:\n", part, StringComparison.Ordinal));
        }
    }

    private static async Task<(string?, bool)> NextAsync(StreamReader listener)
    {
        string line = (await listener.ReadLineAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("", await listener.ReadLineAsync(TestContext.Current.CancellationToken));
        using var notification = JsonDocument.Parse(line["data: ".Length..]);
        return (notification.RootElement.GetProperty("text").GetString(), notification.RootElement.GetProperty("active").GetBoolean());
    }

    private async Task<JsonElement> DataAsync(string path)
    {
        (int status, string text) = await _server.GetAsync(path);
        Assert.Equal(200, status);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("data").Clone();
    }
}
