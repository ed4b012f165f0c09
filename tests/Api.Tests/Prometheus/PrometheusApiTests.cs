using System.IO.Compression;
using Orleans.Obs.Api.Tests.Fakes;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Tests;

namespace Orleans.Obs.Api.Tests.Prometheus;

/// <summary>Golden answers of the endpoints that need no evaluation.</summary>
public sealed class PrometheusApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        await _server.StoreAsync(
            [("__name__", "up"), ("job", "api")],
            [("__name__", "up"), ("job", "web")],
            [("__name__", "quota"), ("tier", "gold")],
            [("__name__", "http.duration"), ("service.name", "a\"b")]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/series?match[]=up", """{"status":"success","data":[{"__name__":"up","job":"api"},{"__name__":"up","job":"web"}]}""")]
    [InlineData("/api/v1/series?match[]=up&match[]=quota&limit=1", """{"status":"success","data":[{"__name__":"quota","tier":"gold"}],"warnings":["results truncated due to limit"]}""")]
    [InlineData("/api/v1/series?match[]={\"http.duration\"}", """{"status":"success","data":[{"__name__":"http.duration","service.name":"a\"b"}]}""")]
    [InlineData("/api/v1/series?match[]=nothing", """{"status":"success","data":[]}""")]
    [InlineData("/api/v1/series?match[]=up&start=100&end=200", """{"status":"success","data":[]}""")]
    [InlineData("/api/v1/labels", """{"status":"success","data":["__name__","job","service.name","tier"]}""")]
    [InlineData("/api/v1/labels?match[]=up&match[]=quota", """{"status":"success","data":["__name__","job","tier"]}""")]
    [InlineData("/api/v1/labels?limit=2", """{"status":"success","data":["__name__","job"],"warnings":["results truncated due to limit"]}""")]
    [InlineData("/api/v1/labels?start=-292273086-05-16T16:47:06Z&end=292277025-08-18T07:12:54.999999999Z&limit=40000", """{"status":"success","data":["__name__","job","service.name","tier"]}""")]
    [InlineData("/api/v1/label/__name__/values", """{"status":"success","data":["http.duration","quota","up"]}""")]
    [InlineData("/api/v1/label/__name__/values?limit=1000&match[]={__name__=~\".*uo.*\"}", """{"status":"success","data":["quota"]}""")]
    [InlineData("/api/v1/label/U__service_2e_name/values", """{"status":"success","data":["a\"b"]}""")]
    [InlineData("/api/v1/label/service.name/values", """{"status":"success","data":["a\"b"]}""")]
    [InlineData("/api/v1/label/nothing/values", """{"status":"success","data":[]}""")]
    [InlineData("/prometheus/api/v1/label/job/values", """{"status":"success","data":["api","web"]}""")]
    [InlineData("/api/v1/metadata", """{"status":"success","data":{}}""")]
    [InlineData("/api/v1/targets/metadata", """{"status":"success","data":[]}""")]
    [InlineData("/api/v1/query_exemplars?query=test&start=1795353824056&end=1795353884056", """{"status":"success","data":[]}""")]
    [InlineData("/api/v1/format_query?query=sum%20%20by(job)(rate(up{job='api',}[300s]))", """{"status":"success","data":"sum by (job) (rate(up{job=\"api\"}[5m]))"}""")]
    [InlineData("/api/v1/parse_query?query=1e3", """{"status":"success","data":{"type":"numberLiteral","val":"1000"}}""")]
    [InlineData("/api/v1/status/walreplay", """{"status":"success","data":{"min":0,"max":0,"current":0}}""")]
    [InlineData("/api/v1/status/config", """{"status":"success","data":{"yaml":""}}""")]
    [InlineData("/api/v1/status/tsdb/blocks", """{"status":"success","data":{"blocks":[]}}""")]
    [InlineData("/api/v1/targets", """{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}}}""")]
    [InlineData("/api/v1/targets?state=active", """{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":null}}""")]
    [InlineData("/api/v1/scrape_pools", """{"status":"success","data":{"scrapePools":[]}}""")]
    [InlineData("/api/v1/rules", """{"status":"success","data":{"groups":[]}}""")]
    [InlineData("/api/v1/alerts", """{"status":"success","data":{"alerts":[]}}""")]
    [InlineData("/api/v1/alertmanagers", """{"status":"success","data":{"activeAlertmanagers":[],"droppedAlertmanagers":[]}}""")]
    [InlineData("/api/v1/rules?type=Alert&exclude_alerts=true&file=a&file[]=a&rule_group=b&rule_group[]=b&rule_name=c&rule_name[]=c&group_limit=40", """{"status":"success","data":{"groups":[]}}""")]
    [InlineData("/api/v1/targets?state=nonsense", """{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":null}}""")]
    [InlineData("/api/v1/targets/metadata?match_target={job=\"x\"}&metric=up&limit=5", """{"status":"success","data":[]}""")]
    [InlineData("/api/v1/parse_query?query=a>b", """{"status":"success","data":{"bool":false,"lhs":{"matchers":[{"name":"__name__","type":"=","value":"a"}],"name":"a","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"matching":{"card":"one-to-one","include":[],"labels":[],"on":false},"op":">","rhs":{"matchers":[{"name":"__name__","type":"=","value":"b"}],"name":"b","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"type":"binaryExpr"}}""")]
    [InlineData("/api/v1/format_query?query=a>b", """{"status":"success","data":"a \u003e b"}""")]
    [InlineData("/api/v1/notifications", """{"status":"success","data":[]}""")]
    public async Task Answers(string path, string expected) => Assert.Equal((200, expected), await _server.GetAsync(path));

    [Theory]
    [InlineData("/api/v1/series", "no match[] parameter provided")]
    [InlineData("/api/v1/series?match[]={}", "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher")]
    [InlineData("/api/v1/series?match[]={job=~\".*\"}", "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher")]
    [InlineData("/api/v1/series?match[]=", "invalid parameter \"match[]\": unknown position: parse error: unexpected end of input")]
    [InlineData("/api/v1/series?match[]=up&match[]=up{", "invalid parameter \"match[]\": 1:4: parse error: unexpected end of input inside braces")]
    [InlineData("/api/v1/series?match[]=up&start=abc", "invalid parameter \"start\": invalid time value for 'start': cannot parse \"abc\" to a valid timestamp")]
    [InlineData("/api/v1/series?match[]=up&limit=-1", "invalid parameter \"limit\": limit must be non-negative")]
    [InlineData("/api/v1/labels?match[]={", "1:2: parse error: unexpected end of input inside braces")]
    [InlineData("/api/v1/labels?match[]={a=\"\"}", "match[] must contain at least one non-empty matcher")]
    [InlineData("/api/v1/query?query=up&time=now", "invalid parameter \"time\": invalid time value for 'time': cannot parse \"now\" to a valid timestamp")]
    [InlineData("/api/v1/query?query=up&limit=two", "invalid parameter \"limit\": strconv.Atoi: parsing \"two\": invalid syntax")]
    [InlineData("/api/v1/query?query=up&limit=99999999999999999999", "invalid parameter \"limit\": strconv.Atoi: parsing \"99999999999999999999\": value out of range")]
    [InlineData("/api/v1/query?query=up&timeout=soon", "invalid parameter \"timeout\": cannot parse \"soon\" to a valid duration")]
    [InlineData("/api/v1/query_range?query=up&end=2&step=1", "invalid parameter \"start\": cannot parse \"\" to a valid timestamp")]
    [InlineData("/api/v1/query_range?query=up&start=1&step=1", "invalid parameter \"end\": cannot parse \"\" to a valid timestamp")]
    [InlineData("/api/v1/query_range?query=up&start=2&end=1&step=1", "invalid parameter \"end\": end timestamp must not be before start time")]
    [InlineData("/api/v1/query_range?query=up&start=1&end=2", "invalid parameter \"step\": cannot parse \"\" to a valid duration")]
    [InlineData("/api/v1/query_range?query=up&start=1&end=2&step=-5", "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData("/api/v1/query_range?query=up&start=0&end=11001&step=1", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")]
    [InlineData("/api/v1/query_exemplars?query=up{", "1:4: parse error: unexpected end of input inside braces")]
    [InlineData("/api/v1/query_exemplars?query=up&start=10&end=5", "end timestamp must not be before start timestamp")]
    [InlineData("/api/v1/format_query?query=a%2B", "invalid parameter \"query\": 1:3: parse error: unexpected end of input")]
    [InlineData("/api/v1/parse_query?query=sum(", "invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis")]
    [InlineData("/api/v1/metadata?limit=x", "limit must be a number")]
    [InlineData("/api/v1/status/tsdb?limit=0", "limit must be a positive number")]
    [InlineData("/api/v1/rules?type=alerts", "invalid parameter \"type\": not supported value \"alerts\"")]
    [InlineData("/api/v1/rules?exclude_alerts=maybe", "invalid parameter \"exclude_alerts\": error converting exclude_alerts: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("/api/v1/rules?group_limit=x", "invalid parameter \"group_limit\": group_limit needs to be a valid number: strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("/api/v1/rules?group_limit=0", "invalid parameter \"group_limit\": group_limit needs to be greater than 0")]
    [InlineData("/api/v1/rules?group_next_token=abc", "invalid parameter \"group_next_token\": group_limit needs to be present in order to paginate over the groups")]
    [InlineData("/api/v1/rules?group_limit=1&group_next_token=abc", "invalid parameter \"group_next_token\": invalid group_next_token 'abc'. were rule groups changed?")]
    [InlineData("/api/v1/targets/metadata?match_target={", "invalid parameter \"match_target\": 1:2: parse error: unexpected end of input inside braces")]
    [InlineData("/api/v1/targets/relabel_steps", "no scrapePool parameter provided")]
    [InlineData("/api/v1/targets/relabel_steps?scrapePool=a", "no labels parameter provided")]
    [InlineData("/api/v1/targets/relabel_steps?scrapePool=a&labels={}", "error retrieving scrape config: scrape pool \"a\" not found")]
    [InlineData("/api/v1/scrape_pools/config", "no scrapePool parameter provided")]
    [InlineData("/api/v1/scrape_pools/config?scrapePool=a", "error retrieving scrape config: scrape pool \"a\" not found")]
    [InlineData("/api/v1/label/U__/values", "invalid label name: \"\"")]
    [InlineData("/api/v1/query?query=up&lookback_delta=x", "error parsing lookback delta duration: cannot parse \"x\" to a valid duration")]
    [InlineData("/api/v1/status/tsdb?topN=x", "topN must be a positive number")]
    [InlineData("/api/v1/status/tsdb?limit=10001", "limit must not exceed 10000")]
    [InlineData("/api/v1/status/tsdb?date=today", "invalid parameter \"date\": cannot parse \"today\": expected YYYY-MM-DD")]
    [InlineData("/api/v1/search/label_values", "missing required parameter \"label\"")]
    [InlineData("/api/v1/search/label_names?sort_by=size", "invalid sort_by \"size\" for label_names: must be \"alpha\" or \"score\"")]
    [InlineData("/api/v1/search/label_names?sort_by=score", "sort_by=score requires search[] to be set")]
    [InlineData("/api/v1/search/label_names?sort_dir=asc", "sort_dir is only valid when sort_by is set")]
    [InlineData("/api/v1/search/metric_names?fuzz_threshold=101", "invalid fuzz_threshold \"101\": must be 0-100")]
    [InlineData("/api/v1/search/metric_names?fuzz_alg=magic", "unsupported fuzz_alg \"magic\": must be one of [subsequence jarowinkler]")]
    [InlineData("/api/v1/search/metric_names?limit=0", "invalid limit \"0\": must be a positive integer")]
    [InlineData("/api/v1/search/metric_names?case_sensitive=x", "invalid case_sensitive \"x\": must be boolean")]
    [InlineData("/api/v1/status/self_metrics?metric_name_pattern=(", "invalid metric_name_pattern: error parsing regexp: missing closing ): `(`")]
    [InlineData("/api/v1/rules?match[]={", "1:2: parse error: unexpected end of input inside braces")]
    public async Task Bad_data_is_named(string path, string message)
    {
        (int status, string text) = await _server.GetAsync(path);
        using var answer = System.Text.Json.JsonDocument.Parse(text);
        Assert.Equal((400, "error", "bad_data", message), (status, Text("status"), Text("errorType"), Text("error")));

        string? Text(string key) => answer.RootElement.GetProperty(key).GetString();
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/prometheus/api/v1/nothing")]
    [InlineData("/nothing/here")]
    public async Task What_is_not_there_is_404(string path) => Assert.Equal((404, "404 page not found\n"), await _server.GetAsync(path));

    [Theory]
    [InlineData("PUT", "/api/v1/query", "GET, OPTIONS, POST")]
    [InlineData("POST", "/api/v1/label/job/values", "GET, OPTIONS")]
    [InlineData("GET", "/api/v1/admin/tsdb/snapshot", "OPTIONS, POST, PUT")]
    public async Task Other_methods_are_405(string method, string path, string allowed)
    {
        HttpResponseMessage response = await SendAsync(method, path);
        Assert.Equal((405, "Method Not Allowed\n"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/api/v1/query", 204)]
    [InlineData("/prometheus/api/v1/anything", 204)]
    [InlineData("/federate", 200)]
    [InlineData("/nothing", 404)]
    public async Task Options_are_answered_where_there_is_something(string path, int status) => Assert.Equal(status, (int)(await SendAsync("OPTIONS", path)).StatusCode);

    private Task<HttpResponseMessage> SendAsync(string method, string path) =>
        _server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_form_counts_like_the_address()
    {
        Assert.Equal((200, """{"status":"success","data":["job","tier"]}"""), Without(await _server.PostAsync("/api/v1/labels?match[]=up", ("match[]", "quota")), "\"__name__\","));

        static (int, string) Without((int Status, string Text) answer, string part) => (answer.Status, answer.Text.Replace(part, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/labels", "limit=%zz", "error parsing form values: invalid URL escape \"%zz\"")]
    [InlineData("/api/v1/series", "match[]=up;limit=1", "error parsing form values: invalid semicolon separator in query")]
    [InlineData("/api/v1/query", "query=%zz", "invalid parameter \"query\": unknown position: parse error: no expression found in input")]
    public async Task A_broken_form_is_named_or_read_past(string path, string form, string message)
    {
        using var content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        HttpResponseMessage response = await _server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        using var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((400, message), ((int)response.StatusCode, answer.RootElement.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_body_of_another_type_is_not_read()
    {
        HttpResponseMessage response = await _server.Client.PostAsync(new Uri("/api/v1/series", UriKind.Relative), new StringContent("match[]=up"), TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Selectors_longer_than_usual_addresses_are_read()
    {
        string longName = new('x', 40_000);
        Assert.Equal((200, """{"status":"success","data":[]}"""), await _server.GetAsync($"/api/v1/series?match[]={longName}"));
        Assert.Equal((200, """{"status":"success","data":[]}"""), await _server.PostAsync("/api/v1/series", ("match[]", longName)));
    }

    [Fact]
    public async Task Metadata_is_what_senders_told()
    {
        await _server.WriteAsync(new ProtoMessage()
            .Message(3, new ProtoMessage().Varint(1, 1).Text(2, "requests_total").Text(4, "Re\"quests.").Text(5, "1"))
            .Message(3, new ProtoMessage().Varint(1, 3).Text(2, "latency_seconds")));
        const string latency = "\"latency_seconds\":[{\"type\":\"histogram\",\"help\":\"\",\"unit\":\"\"}]";
        const string requests = "\"requests_total\":[{\"type\":\"counter\",\"help\":\"Re\\\"quests.\",\"unit\":\"1\"}]";
        Assert.Equal((200, "{\"status\":\"success\",\"data\":{" + latency + "," + requests + "}}"), await _server.GetAsync("/api/v1/metadata"));
        Assert.Equal((200, "{\"status\":\"success\",\"data\":{" + requests + "}}"), await _server.GetAsync("/api/v1/metadata?metric=requests_total"));
        Assert.Equal((200, "{\"status\":\"success\",\"data\":{" + latency + "}}"), await _server.GetAsync("/api/v1/metadata?limit=1"));
        Assert.Equal((200, """{"status":"success","data":{}}"""), await _server.GetAsync("/api/v1/metadata?limit=0"));
    }

    [Fact]
    public async Task Exemplars_are_grouped_by_series()
    {
        ProtoMessage series = RemoteWriteMessages.Series([("__name__", "latency_bucket"), ("le", "1")], (1000, 1))
            .Message(3, new ProtoMessage().Message(1, new ProtoMessage().Text(1, "trace_id").Text(2, "abc")).Double(2, 0.25).Int64(3, 1500));
        await _server.WriteAsync(new ProtoMessage().Message(1, series));
        Assert.Equal(
            (200, """{"status":"success","data":[{"seriesLabels":{"__name__":"latency_bucket","le":"1"},"exemplars":[{"labels":{"trace_id":"abc"},"value":"0.25","timestamp":1.500}]}]}"""),
            await _server.PostAsync("/api/v1/query_exemplars", ("query", "histogram_quantile(0.9, rate(latency_bucket[5m]))"), ("start", "0"), ("end", "10")));
    }

    [Fact]
    public async Task A_query_without_selectors_has_no_exemplars_and_no_body() => Assert.Equal((204, ""), await _server.GetAsync("/api/v1/query_exemplars?query=1%2B1"));

    [Fact]
    public async Task Build_information_lets_Grafana_see_a_current_Prometheus_without_rules_to_edit()
    {
        (int status, string text) = await _server.GetAsync("/api/v1/status/buildinfo");
        using var answer = System.Text.Json.JsonDocument.Parse(text);
        System.Text.Json.JsonElement data = answer.RootElement.GetProperty("data");
        Assert.Equal(200, status);
        Assert.StartsWith("3.", data.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(["version", "revision", "branch", "buildUser", "buildDate", "goVersion"], data.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Cardinality_is_added_up_over_shards()
    {
        (int status, string text) = await _server.GetAsync("/api/v1/status/tsdb?limit=1");
        Assert.Equal(200, status);
        Assert.StartsWith("""{"status":"success","data":{"headStats":{"numSeries":4,""", text, StringComparison.Ordinal);
        Assert.Contains("""seriesCountByMetricName":[{"name":"up","value":2}]""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administration_is_off_by_default()
    {
        Assert.Equal((500, """{"status":"error","errorType":"unavailable","error":"admin APIs disabled"}"""), await _server.PostAsync("/api/v1/admin/tsdb/delete_series?match[]=up"));
        Assert.All(_server.Cluster.ShardsOf("anonymous"), shard => Assert.Equal(0, shard.Deletions));
    }

    [Fact]
    public async Task Deletions_reach_every_shard_when_enabled()
    {
        await using ApiServer server = await ApiServer.StartAsync(options => options.EnableAdminApi = true);
        Assert.Equal((204, ""), await server.PostAsync("/api/v1/admin/tsdb/delete_series?match[]=up"));
        Assert.Equal(400, (await server.PostAsync("/api/v1/admin/tsdb/delete_series")).Status);
        Assert.All(server.Cluster.ShardsOf("anonymous"), shard => Assert.Equal(1, shard.Deletions));
        Assert.Equal((204, ""), await server.PostAsync("/api/v1/admin/tsdb/clean_tombstones"));
    }

    [Fact]
    public async Task A_tenants_own_limit_of_series_cuts_and_warns()
    {
        _server.Cluster.Settings = new TenantSettings(4, new TenantLimits { QueryMaxSeries = 2 });
        (int status, string text) = await _server.GetAsync("/api/v1/label/__name__/values");
        Assert.Equal((200, """{"status":"success","data":["http.duration","quota"],"warnings":["results truncated due to limit"]}"""), (status, text));
    }

    [Fact]
    public async Task Browsers_of_any_origin_may_read()
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/whatever/else");
        request.Headers.Add("Origin", "http://example.org");
        HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((204, "http://example.org", "GET, POST, OPTIONS", "Accept, Authorization, Content-Type, Origin", "Date"),
            ((int)response.StatusCode, Header("Allow-Origin"), Header("Allow-Methods"), Header("Allow-Headers"), Header("Expose-Headers")));
        HttpResponseMessage plain = await _server.Client.GetAsync(new Uri("/api/v1/labels", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.False(plain.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", plain.Headers.Vary);

        string Header(string name) => response.Headers.GetValues($"Access-Control-{name}").Single();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Answers_are_compressed_for_those_who_ask(string encoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/labels");
        request.Headers.Add("Accept-Encoding", encoding);
        HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : new ZLibStream(body, CompressionMode.Decompress));
        Assert.Equal("""{"status":"success","data":["__name__","job","service.name","tier"]}""", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_bad_tenant_is_bad_data()
    {
        _server.Client.DefaultRequestHeaders.Add("X-Scope-OrgID", "a/b");
        (int status, string text) = await _server.GetAsync("/api/v1/labels");
        Assert.Equal(400, status);
        Assert.StartsWith("""{"status":"error","errorType":"bad_data","error":"X-Scope-OrgID""", text, StringComparison.Ordinal);
    }
}
