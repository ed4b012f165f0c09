using System.Collections.Immutable;
using System.Security.Claims;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Security;

/// <summary>Who a verified key belongs to, and what it opens.</summary>
internal sealed record Caller(string Name, ImmutableArray<string> Tenants, ApiKeyScopes Scopes, bool IsOperator = false, bool IsMonitor = false)
{
    public static Caller Operator { get; } = new("the operator", [], ApiKeyScopes.None, IsOperator: true, IsMonitor: true);

    public static Caller Monitor { get; } = new("the monitor", [], ApiKeyScopes.None, IsMonitor: true);

    public static Caller Of(ApiKey key) => new($"key {key.Tenants[0]}/{key.Id} ({key.Name})", key.Tenants, key.Scopes);

    /// <summary>The caller as ASP.NET passes it on.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new Identity(this));

    /// <summary>The caller of a request; null when it carries no valid key.</summary>
    public static Caller? Of(ClaimsPrincipal principal) => (principal.Identity as Identity)?.Caller;

    private sealed class Identity(Caller caller) : ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], ApiKeyAuthentication.Scheme)
    {
        public Caller Caller { get; } = caller;
    }
}
