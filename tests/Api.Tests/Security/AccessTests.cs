using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Api.Tests.Fakes;

namespace Orleans.Obs.Api.Tests.Security;

public sealed class AccessTests
{
    private const string Operator = "the-operators-key-of-this-test", Monitor = "the-monitors-key-of-this-test";
    private const string Query = "/api/v1/query?query=1";

    private static readonly string[] ReadOnly = ["read"], Beta = ["beta"];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_authentication_the_header_names_the_tenant_and_keys_mean_nothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        Assert.Equal(200, await StatusAsync(server, Query));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer("obs_whatever"), tenant: "acme"));
        Assert.Equal(400, await StatusAsync(server, Query, tenant: "a/b"));
        Assert.Equal(400, await StatusAsync(server, Query, tenant: "__system"));
    }

    [Fact]
    public async Task Even_without_authentication_nobody_makes_keys_without_the_operators()
    {
        await using ApiServer server = await ApiServer.StartAsync(access: static access => access.OperatorKey = Operator);

        Assert.Equal(401, await StatusAsync(server, "/admin/tenants/acme/keys"));
        Assert.Equal(200, await StatusAsync(server, "/admin/tenants/acme/keys", Bearer(Operator)));
    }

    [Fact]
    public async Task A_key_gets_in_as_bearer_and_as_password_and_stands_for_its_tenant()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]);

        Assert.Equal(401, await StatusAsync(server, Query));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        Assert.Equal(200, await StatusAsync(server, Query, Basic("acme", key)));
        Assert.Equal(200, await StatusAsync(server, Query, Basic("anybody", key)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key), tenant: "acme"));
        Assert.Equal(403, await StatusAsync(server, Query, Bearer(key), tenant: "other"));
        Assert.Equal(401, await StatusAsync(server, Query, Bearer(key[..^1] + (key[^1] == '0' ? '1' : '0'))));
        Assert.Equal(401, await StatusAsync(server, Query, Bearer(key.Replace("acme", "other", StringComparison.Ordinal))));
        Assert.Equal(401, await StatusAsync(server, Query, new AuthenticationHeaderValue("Digest", key)));
        Assert.Equal(401, await StatusAsync(server, Query, new AuthenticationHeaderValue("Basic", "no base64")));
    }

    [Fact]
    public async Task A_password_that_a_browser_adds_to_what_another_site_sends_is_not_accepted()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]);

        Assert.Equal(401, await StatusAsync(server, Query, Basic("acme", key), site: "cross-site"));
        Assert.Equal(200, await StatusAsync(server, Query, Basic("acme", key), site: "same-origin"));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key), site: "cross-site"));
    }

    [Fact]
    public async Task Scopes_hold()
    {
        await using ApiServer server = await StartAsync();
        string read = await CreateAsync(server, "acme", ["read"]), write = await CreateAsync(server, "acme", ["write"]), admin = await CreateAsync(server, "acme", ["admin"]);

        Assert.Equal(403, await StatusAsync(server, Query, Bearer(write)));
        Assert.Equal(403, await StatusAsync(server, "/api/v1/write", Bearer(read), method: HttpMethod.Post));
        Assert.NotEqual(403, await StatusAsync(server, "/api/v1/write", Bearer(write), method: HttpMethod.Post));
        Assert.Equal(403, await StatusAsync(server, "/api/v1/admin/tsdb/snapshot", Bearer(write), method: HttpMethod.Post));
        Assert.NotEqual(403, await StatusAsync(server, "/api/v1/admin/tsdb/snapshot", Bearer(admin), method: HttpMethod.Post));
        Assert.Equal(403, await StatusAsync(server, Query, Bearer(Operator)));
        Assert.Equal(403, await StatusAsync(server, Query, Bearer(Monitor)));
        Assert.Equal(403, await StatusAsync(server, "/admin/tenants/acme/keys", Bearer(Monitor)));
        Assert.Equal(403, await StatusAsync(server, "/admin/tenants/acme/keys", Bearer(read)));
        Assert.Equal(403, await StatusAsync(server, "/admin/tenants/other/keys", Bearer(admin)));
        Assert.Equal(200, await StatusAsync(server, "/admin/tenants/acme/keys", Bearer(admin)));
    }

    [Fact]
    public async Task A_key_for_several_tenants_must_say_which_and_only_the_operator_makes_one()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"], tenants: ["beta"]), admin = await CreateAsync(server, "acme", ["admin"]);

        Assert.Equal(403, await StatusAsync(server, Query, Bearer(key)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key), tenant: "acme"));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key), tenant: "beta"));
        Assert.Equal(200, await StatusAsync(server, Query, Basic("beta", key)));
        Assert.Equal(403, await StatusAsync(server, Query, Bearer(key), tenant: "gamma"));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(server, "/admin/tenants/acme/keys", admin, new { name = "n", scopes = ReadOnly, tenants = Beta })).StatusCode);
    }

    [Fact]
    public async Task After_a_rotation_both_keys_hold_until_the_older_one_ends()
    {
        await using ApiServer server = await StartAsync();
        string first = await CreateAsync(server, "acme", ["read"]);
        string id = KeyText.TryParse(first, out KeyText text) ? text.Id : "";

        string second = await RotateAsync(server, id, "1h");
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(first)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(second)));

        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(401, await StatusAsync(server, Query, Bearer(first)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(second)));

        string third = await RotateAsync(server, id, "1h");
        Assert.Equal(401, await StatusAsync(server, Query, Bearer(first)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(second)));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(third)));
    }

    [Fact]
    public async Task A_revoked_key_is_forgotten_within_the_time_that_keys_are_believed()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]);
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        Assert.True(KeyText.TryParse(key, out KeyText text));

        Assert.Equal(204, await StatusAsync(server, $"/admin/tenants/acme/keys/{text.Id}", Bearer(Operator), method: HttpMethod.Delete));
        Assert.Equal(404, await StatusAsync(server, $"/admin/tenants/acme/keys/{text.Id}", Bearer(Operator), method: HttpMethod.Delete));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(401, await StatusAsync(server, Query, Bearer(key)));
    }

    [Fact]
    public async Task A_key_that_expires_is_refused_from_that_moment()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"], expiresIn: "10s");
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(401, await StatusAsync(server, Query, Bearer(key)));
    }

    [Fact]
    public async Task A_verified_key_costs_one_look_up_and_survives_an_outage_of_the_store()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]), unseen = await CreateAsync(server, "acme", ["read"]);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        }

        Assert.Equal(1, server.Tenants.Asked);

        server.Tenants.Fails = true;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        HttpResponseMessage unknown = await SendAsync(server, Query, Bearer(unseen));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        Assert.NotNull(unknown.Headers.RetryAfter);

        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(503, await StatusAsync(server, Query, Bearer(key)));
    }

    [Fact]
    public async Task Wrong_keys_wait_after_a_burst_and_valid_ones_do_not()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]);
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        var statuses = new List<int>();
        for (int i = 0; i < 60; i++)
        {
            statuses.Add(await StatusAsync(server, Query, Bearer($"wrong {i}")));
        }

        Assert.Equal(401, statuses[0]);
        Assert.Equal(429, statuses[^1]);
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));

        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(200, await StatusAsync(server, Query, Bearer(key)));
        Assert.Equal(401, await StatusAsync(server, Query, Bearer("wrong again")));
    }

    [Fact]
    public async Task Each_protocol_refuses_in_its_own_form()
    {
        await using ApiServer server = await StartAsync();

        HttpResponseMessage query = await SendAsync(server, Query);
        Assert.Equal("error", (string?)JsonNode.Parse(await query.Content.ReadAsStringAsync(Token))!["status"]);
        Assert.Contains(query.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic");

        Assert.Equal("text/plain", (await SendAsync(server, "/api/v1/write", method: HttpMethod.Post)).Content.Headers.ContentType?.MediaType);

        HttpResponseMessage otlp = await SendAsync(server, "/v1/metrics", method: HttpMethod.Post, contentType: "application/x-protobuf");
        Assert.Equal("application/x-protobuf", otlp.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0x12, (await otlp.Content.ReadAsByteArrayAsync(Token))[0]);

        HttpResponseMessage otlpJson = await SendAsync(server, "/v1/metrics", method: HttpMethod.Post, contentType: "application/json");
        Assert.NotNull(JsonNode.Parse(await otlpJson.Content.ReadAsStringAsync(Token))!["message"]);

        HttpResponseMessage grpc = await SendAsync(server, "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", method: HttpMethod.Post, contentType: "application/grpc");
        Assert.Equal(HttpStatusCode.OK, grpc.StatusCode);
        Assert.Equal("16", Assert.Single(grpc.Headers.GetValues("grpc-status")));
    }

    [Theory]
    [InlineData("""{ "scopes": ["read"] }""")]
    [InlineData("""{ "name": "", "scopes": ["read"] }""")]
    [InlineData("""{ "name": "n" }""")]
    [InlineData("""{ "name": "n", "scopes": [] }""")]
    [InlineData("""{ "name": "n", "scopes": ["everything"] }""")]
    [InlineData("""{ "name": "n", "scopes": ["read"], "tenants": ["a/b"] }""")]
    [InlineData("""{ "name": "n", "scopes": ["read"], "expiresIn": "soon" }""")]
    [InlineData("""{ "name": "n", "scopes": ["read"], "owner": "me" }""")]
    [InlineData("""{ "name": "n", """)]
    [InlineData("null")]
    public async Task A_request_for_a_key_that_makes_no_sense_is_explained(string json)
    {
        await using ApiServer server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/tenants/acme/keys") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = Bearer(Operator);

        HttpResponseMessage response = await server.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["error"]!);
    }

    [Fact]
    public async Task A_list_of_keys_shows_neither_secrets_nor_hashes()
    {
        await using ApiServer server = await StartAsync();
        string key = await CreateAsync(server, "acme", ["read"]);

        string list = await (await SendAsync(server, "/admin/tenants/acme/keys", Bearer(Operator))).Content.ReadAsStringAsync(Token);

        Assert.Contains("\"name\":\"test\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyDigest.Of(key).ToString(), list, StringComparison.Ordinal);
    }

    private Task<ApiServer> StartAsync() => ApiServer.StartAsync(
        time: _clock,
        access: static access => (access.Enabled, access.OperatorKey, access.MonitorKey) = (true, Operator, Monitor));

    private static async Task<string> CreateAsync(ApiServer server, string tenant, string[] scopes, string[]? tenants = null, string? expiresIn = null)
    {
        HttpResponseMessage response = await PostAsync(server, $"/admin/tenants/{tenant}/keys", Operator, new { name = "test", scopes, tenants, expiresIn });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["key"]!;
    }

    private static async Task<string> RotateAsync(ApiServer server, string id, string overlap)
    {
        HttpResponseMessage response = await PostAsync(server, $"/admin/tenants/acme/keys/{id}/rotate", Operator, new { overlap });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["key"]!;
    }

    private static Task<HttpResponseMessage> PostAsync<T>(ApiServer server, string path, string key, T body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = Bearer(key);
        return server.Client.SendAsync(request, Token);
    }

    private static async Task<int> StatusAsync(
        ApiServer server, string path, AuthenticationHeaderValue? key = null, string? tenant = null, HttpMethod? method = null, string? site = null) =>
        (int)(await SendAsync(server, path, key, tenant, method, site)).StatusCode;

    private static Task<HttpResponseMessage> SendAsync(
        ApiServer server, string path, AuthenticationHeaderValue? key = null, string? tenant = null, HttpMethod? method = null, string? site = null, string? contentType = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Authorization = key;
        if (tenant is not null)
        {
            request.Headers.Add("X-Scope-OrgID", tenant);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        }

        return server.Client.SendAsync(request, Token);
    }

    private static AuthenticationHeaderValue Bearer(string key) => new("Bearer", key);

    private static AuthenticationHeaderValue Basic(string user, string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{key}")));
}
