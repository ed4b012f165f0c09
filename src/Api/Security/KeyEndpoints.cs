using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Security;

/// <summary><c>/admin/tenants/{tenant}/keys</c>: makes, shows, rotates and revokes a tenant's keys. A key's text is in the answer that makes it and nowhere else: what is stored is its hash.</summary>
internal sealed class KeyEndpoints(ITenants all, AccessAudit audit, TimeProvider time)
{
    private const string Path = "/admin/tenants/{tenant}/keys";
    private const int MaxNameLength = 100, MaxTenants = 100;
    private const long DefaultOverlap = 24 * 3600 * 1000L;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        KeyEndpoints keys = endpoints.ServiceProvider.GetRequiredService<KeyEndpoints>();
        RouteGroupBuilder group = endpoints.MapGroup(Path).Requires(AccessScope.Keys).Refuses(RefusalForm.Json);
        group.MapGet("", Answering(keys.ListAsync));
        group.MapPost("", Answering(keys.CreateAsync));
        group.MapPost("/{id}/rotate", Answering(keys.RotateAsync));
        group.MapDelete("/{id}", Answering(keys.RevokeAsync));
    }

    private async Task<IResult> ListAsync(HttpContext context, string tenant)
    {
        ApiKeysReply reply = await all.Of(tenant).GetKeysAsync(context.RequestAborted);
        return reply.Status == ReplyStatus.Ok ? Results.Json(new { keys = reply.Keys.Select(Show) }, Json) : Fault(reply.Status, reply.Message);
    }

    private async Task<IResult> CreateAsync(HttpContext context, string tenant)
    {
        NewKey wanted = await ReadAsync<NewKey>(context);
        Caller caller = Caller.Of(context.User)!;
        ImmutableArray<string> tenants = [tenant, .. (wanted.Tenants ?? []).Where(other => other != tenant).Distinct()];
        if (tenants.Length > 1 && !caller.IsOperator)
        {
            return Fault(StatusCodes.Status403Forbidden, "only the operator makes keys for several tenants");
        }

        long now = Now(), expires = wanted.ExpiresIn is { Length: > 0 } ? now + Duration(wanted.ExpiresIn, "expiresIn") : 0;
        ApiKeyScopes scopes = ScopesOf(wanted.Scopes);
        if (Problem(wanted, tenants) is { } problem)
        {
            return Fault(StatusCodes.Status400BadRequest, problem);
        }

        (string id, string text) = KeyText.New(tenant);
        var key = new ApiKey(id, wanted.Name, tenants, scopes, now, expires, [new ApiKeySecret(KeyDigest.Of(text).ToString(), now, 0)]);
        Acknowledgement done = await all.Of(tenant).AddKeyAsync(key, context.RequestAborted);
        if (done.Status != ReplyStatus.Ok)
        {
            return Fault(done.Status, done.Message);
        }

        audit.Created(caller.Name, AddressOf(context), tenant, id, key.Name, string.Join(' ', Names(scopes)), string.Join(' ', tenants));
        return Results.Json(Show(key, text), Json, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RotateAsync(HttpContext context, string tenant)
    {
        Rotation wanted = string.IsNullOrEmpty(context.Request.ContentType) ? new Rotation(null) : await ReadAsync<Rotation>(context);
        string id = (string)context.GetRouteValue("id")!;
        long now = Now(), previousExpires = now + (wanted.Overlap is null ? DefaultOverlap : Duration(wanted.Overlap, "overlap"));
        string text = KeyText.New(tenant, id);
        Acknowledgement done = await all.Of(tenant).RotateKeyAsync(id, new ApiKeySecret(KeyDigest.Of(text).ToString(), now, 0), previousExpires, context.RequestAborted);
        if (done.Status != ReplyStatus.Ok)
        {
            return Fault(done.Status, done.Message, StatusCodes.Status404NotFound);
        }

        audit.Rotated(Caller.Of(context.User)!.Name, AddressOf(context), tenant, id);
        return Results.Json(new { id, previousExpires = Instant(previousExpires), key = text }, Json);
    }

    private async Task<IResult> RevokeAsync(HttpContext context, string tenant)
    {
        string id = (string)context.GetRouteValue("id")!;
        Acknowledgement done = await all.Of(tenant).RevokeKeyAsync(id, context.RequestAborted);
        if (done.Status != ReplyStatus.Ok)
        {
            return Fault(done.Status, done.Message, StatusCodes.Status404NotFound);
        }

        audit.Revoked(Caller.Of(context.User)!.Name, AddressOf(context), tenant, id);
        return Results.NoContent();
    }

    /// <summary>Checks the tenant, and turns what can go wrong into answers.</summary>
    private static RequestDelegate Answering(Func<HttpContext, string, Task<IResult>> handle) => async context =>
    {
        IResult answer;
        try
        {
            string tenant = (string)context.GetRouteValue("tenant")!;
            answer = RequestTenant.IsAllowed(tenant) ? await handle(context, tenant) : Fault(StatusCodes.Status400BadRequest, RequestTenant.Fault);
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or BadHttpRequestException)
        {
            answer = Fault(StatusCodes.Status400BadRequest, malformed.Message);
        }
        catch (Exception lost) when (lost is TimeoutException or Orleans.Runtime.OrleansException)
        {
            answer = Fault(StatusCodes.Status503ServiceUnavailable, "the tenant does not answer; whether anything was done is unknown");
        }

        context.Response.Headers.CacheControl = "no-store";
        await answer.ExecuteAsync(context);
    };

    private static async ValueTask<T> ReadAsync<T>(HttpContext context)
    {
        const int Limit = 64 << 10;
        if (!context.Request.HasJsonContentType())
        {
            throw new FormatException("expected application/json");
        }

        using RequestBody body = await RequestBody.ReadAsync(context.Request, Limit, context.RequestAborted);
        return JsonSerializer.Deserialize<T>(body.Bytes, Json) ?? throw new FormatException("expected an object");
    }

    private static string? Problem(NewKey wanted, ImmutableArray<string> tenants) =>
        wanted.Name is not { Length: > 0 and <= MaxNameLength } || wanted.Name.Any(char.IsControl) ? $"name: 1 to {MaxNameLength} characters"
        : tenants.Length > MaxTenants ? $"tenants: at most {MaxTenants}"
        : tenants.FirstOrDefault(static tenant => !RequestTenant.IsAllowed(tenant)) is { } wrong ? $"tenants: '{wrong}' is not a tenant's name"
        : null;

    private static ApiKeyScopes ScopesOf(string[]? names)
    {
        ApiKeyScopes scopes = (names ?? []).Aggregate(ApiKeyScopes.None, static (scopes, name) => scopes | name switch
        {
            "read" => ApiKeyScopes.Read,
            "write" => ApiKeyScopes.Write,
            "admin" => ApiKeyScopes.Admin,
            _ => throw new FormatException($"scopes: '{name}' is none of read, write, admin"),
        });
        return scopes != ApiKeyScopes.None ? scopes : throw new FormatException("scopes: at least one of read, write, admin");
    }

    private static IEnumerable<string> Names(ApiKeyScopes scopes) =>
        Enum.GetValues<ApiKeyScopes>().Where(scope => scope != ApiKeyScopes.None && scopes.HasFlag(scope)).Select(static scope => scope.ToString().ToLowerInvariant());

    private static long Duration(string text, string name) => PrometheusDuration.TryParse(text, out long milliseconds, out string error)
        ? milliseconds
        : throw new FormatException($"{name}: {error}");

    private static object Show(ApiKey key) => Show(key, null);

    private static object Show(ApiKey key, string? text) => new
    {
        key.Id,
        key.Name,
        key.Tenants,
        scopes = Names(key.Scopes),
        created = Instant(key.Created),
        expires = Instant(key.Expires),
        secrets = key.Secrets.Select(static secret => new { created = Instant(secret.Created), expires = Instant(secret.Expires) }),
        key = text,
    };

    private static DateTimeOffset? Instant(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static IResult Fault(ReplyStatus status, string message, int failed = StatusCodes.Status409Conflict) =>
        Fault(status == ReplyStatus.Failed ? failed : StatusCodes.Status503ServiceUnavailable, message);

    private static IResult Fault(int status, string message) => Results.Json(new { error = message }, Json, statusCode: status);

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record NewKey(string Name, string[]? Scopes, string[]? Tenants, string? ExpiresIn);

    private sealed record Rotation(string? Overlap);
}
