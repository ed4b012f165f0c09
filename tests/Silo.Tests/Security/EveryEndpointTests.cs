using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Cluster;
using Orleans.Obs.Silo.Tests.Hosting;

namespace Orleans.Obs.Silo.Tests.Security;

/// <summary>
/// Goes through every endpoint that the program maps, whoever mapped it: each says who gets in, nobody else does, and no tenant sees or changes what another one has.
/// </summary>
public sealed class EveryEndpointTests : IAsyncLifetime
{
    private const string Operator = "operator-key-of-every-endpoint", Victim = "victim", Attacker = "attacker", Marker = "marker_of_the_victim";

    /// <summary>What everybody may call.</summary>
    private static readonly string[] Public = ["/-/healthy", "/-/ready", "/-/reload", "/-/quit", "/ready", "/logs/ready"];

    private RunningHost? _host;
    private HttpClient? _http;
    private string _victimKey = "", _attackerKey = "";

    private RunningHost Host => _host!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunningHost.StartAsync(
            ("Obs:Auth:Enabled", "true"), ("Obs:Auth:OperatorKey", Operator), ("Obs:Dashboard:Enabled", "true"), ("Obs:Http:AdminApi", "true"));
        _http = new HttpClient { BaseAddress = Host.Address };
        _victimKey = await CreateKeyAsync(Victim, "read", "write", "admin");
        _attackerKey = await CreateKeyAsync(Attacker, "read", "write", "admin");
        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public void Every_endpoint_declares_who_gets_in_and_the_public_ones_are_these()
    {
        RouteEndpoint[] undeclared = [.. Host.Endpoints.Where(endpoint => !IsPublic(endpoint) && ScopeOf(endpoint) is null)];
        string[] open = [.. Host.Endpoints.Where(IsPublic).Select(endpoint => endpoint.RoutePattern.RawText!).Distinct().Order(StringComparer.Ordinal)];

        Assert.Empty(undeclared.Select(endpoint => endpoint.DisplayName));
        Assert.Equal(Public.Order(StringComparer.Ordinal), open);
        Assert.True(Host.Endpoints.Count > 50);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_key_or_with_a_wrong_one() => await ForEachClosedAsync(async (endpoint, method) =>
    {
        string? forged = _victimKey[..^64] + new string('0', 64);

        Assert.Contains(await TryAsync(endpoint, method, key: null), Outcome.Unauthenticated);
        Assert.Contains(await TryAsync(endpoint, method, key: null, tenant: Victim), Outcome.Unauthenticated);
        Assert.Contains(await TryAsync(endpoint, method, forged), Outcome.Unauthenticated.Concat(Outcome.TooMany));
    });

    [Fact]
    public async Task Nobody_gets_in_with_the_key_of_another_scope()
    {
        var keys = new Dictionary<AccessScope, string>
        {
            [AccessScope.Read] = await CreateKeyAsync(Victim, "write", "admin"),
            [AccessScope.Write] = await CreateKeyAsync(Victim, "read", "admin"),
            [AccessScope.Admin] = await CreateKeyAsync(Victim, "read", "write"),
            [AccessScope.Keys] = await CreateKeyAsync(Victim, "read", "write"),
            [AccessScope.Monitor] = _victimKey,
            [AccessScope.Operator] = _victimKey,
        };

        await ForEachClosedAsync(async (endpoint, method) =>
        {
            AccessScope scope = ScopeOf(endpoint)!.Value;
            Assert.Contains(await TryAsync(endpoint, method, keys[scope]), Outcome.Forbidden);
            if (scope is AccessScope.Read or AccessScope.Write or AccessScope.Admin)
            {
                Assert.Contains(await TryAsync(endpoint, method, Operator, tenant: Victim), Outcome.Forbidden);
            }
        });
    }

    [Fact]
    public async Task A_key_does_not_open_another_tenant() => await ForEachClosedAsync(async (endpoint, method) =>
    {
        if (ScopeOf(endpoint) is AccessScope.Read or AccessScope.Write or AccessScope.Admin or AccessScope.Keys)
        {
            Assert.Contains(await TryAsync(endpoint, method, _attackerKey, tenant: Victim), Outcome.Forbidden);
            Assert.Contains(await TryAsync(endpoint, method, _attackerKey, tenant: $"{Attacker}|{Victim}"), Outcome.Forbidden);
        }
    });

    [Fact]
    public async Task No_answer_to_one_tenant_shows_what_another_has_and_nothing_that_it_does_changes_it()
    {
        await VictimsDataAsync();
        await ForEachClosedAsync(async (endpoint, method) =>
        {
            if (ScopeOf(endpoint) is AccessScope.Read or AccessScope.Write or AccessScope.Admin)
            {
                foreach (HttpRequestMessage request in Requests(endpoint, method))
                {
                    using HttpResponseMessage response = await SendAsync(request, _attackerKey, tenant: null);
                    Assert.NotEqual(401, (int)response.StatusCode);
                    Assert.DoesNotContain(Marker, await TextOfAsync(response), StringComparison.Ordinal);
                }
            }
        });
        Assert.DoesNotContain("of_the_attacker", await VictimsDataAsync(), StringComparison.Ordinal);
    }

    /// <summary>What belongs to the victim, in every store that can be written over HTTP.</summary>
    private async Task SeedAsync()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/write") { Content = new WriteRequest().Add([("__name__", Marker), ("job", Marker)], now, 1).ToContent() };
        using HttpResponseMessage written = await SendAsync(request, _victimKey, tenant: null);
        Assert.True(written.IsSuccessStatusCode);
    }

    /// <summary>What the victim has: once in each store.</summary>
    private async Task<string> VictimsDataAsync()
    {
        string data = "";
        foreach (string path in (string[])["/api/v1/series?match[]={__name__!=\"\"}"])
        {
            using HttpResponseMessage answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), _victimKey, tenant: null);
            string text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Contains(Marker, text, StringComparison.Ordinal);
            data += text;
        }

        return data;
    }

    private async Task<string> CreateKeyAsync(string tenant, params string[] scopes)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/tenants/{tenant}/keys") { Content = JsonContent.Create(new { name = "test", scopes }) };
        using HttpResponseMessage response = await SendAsync(request, Operator, tenant: null);
        Assert.True(response.IsSuccessStatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["key"]!;
    }

    private async Task ForEachClosedAsync(Func<RouteEndpoint, string, Task> check)
    {
        foreach (RouteEndpoint endpoint in Host.Endpoints.Where(endpoint => !IsPublic(endpoint)))
        {
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                try
                {
                    await check(endpoint, method);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"{method} {endpoint.RoutePattern.RawText}: {failure.Message}", failure);
                }
            }
        }
    }

    /// <summary>The outcome of the first of the endpoint's requests; the door is the same for all.</summary>
    private async Task<int> TryAsync(RouteEndpoint endpoint, string method, string? key, string? tenant = null)
    {
        using HttpResponseMessage response = await SendAsync(Requests(endpoint, method).First(), key, tenant);
        return response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? status)
            ? Outcome.OfGrpc(int.Parse(status.First(), CultureInfo.InvariantCulture))
            : (int)response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? key, string? tenant)
    {
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (tenant is not null)
        {
            request.Headers.Add("X-Scope-OrgID", tenant);
        }

        // Streams such as a tail have an answer's head and then no end.
        return _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>An answer, or of one without an end as much as has come when nothing more comes.</summary>
    private static async Task<string> TextOfAsync(HttpResponseMessage response)
    {
        var text = new MemoryStream();
        await using Stream body = await response.Content.ReadAsStreamAsync(Token);
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                int read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                {
                    break;
                }

                text.Write(buffer, 0, read);
            }
            catch (OperationCanceledException) when (!Token.IsCancellationRequested)
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(text.ToArray());
    }

    /// <summary>Calls that would show or change everything if tenants were not kept apart: in the languages and in the encodings that endpoints know.</summary>
    private static IEnumerable<HttpRequestMessage> Requests(RouteEndpoint endpoint, string method)
    {
        string path = PathOf(endpoint.RoutePattern);
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (string selector in (string[])["{__name__!=\"\"}", "{job=~\".+\"}", "{}"])
        {
            string all = Uri.EscapeDataString(selector);
            string parameters = $"query={all}&match[]={all}&start={now - 3600}&end={now + 60}&step=60&time={now}&limit=100&q={all}&expr={all}";
            yield return new HttpRequestMessage(new HttpMethod(method), $"{path}?{parameters}");
            if (method is "POST" or "PUT")
            {
                yield return new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(parameters, Encoding.UTF8, "application/x-www-form-urlencoded") };
                yield return new HttpRequestMessage(new HttpMethod(method), path)
                {
                    Content = new WriteRequest().Add([("__name__", "of_the_attacker")], now * 1000, 1).ToContent(),
                };
            }
        }
    }

    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(static segment => string.Concat(segment.Parts.Select(static part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "tenant" } => Victim,
            RoutePatternParameterPart { Name: "name" } => "__name__",
            _ => "1",
        }))));

    private static bool IsPublic(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static AccessScope? ScopeOf(RouteEndpoint endpoint)
    {
        IAuthorizeData[] declared = [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()];
        return declared is [{ Policy: { } policy }] && Enum.TryParse(policy, out AccessScope scope) ? scope : null;
    }

    private static class Outcome
    {
        public static readonly int[] Unauthenticated = [401], Forbidden = [403], TooMany = [429];

        public static int OfGrpc(int status) => status switch
        {
            16 => 401,
            7 => 403,
            8 => 429,
            _ => 200,
        };
    }
}
