using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Whose data a request is about. Authorization settles it: from the key and the header <c>X-Scope-OrgID</c>, or without authentication from the header alone, which may be absent for the
/// anonymous tenant. Where an edge allows it, readers name several tenants, with bars between.
/// </summary>
internal static class RequestTenant
{
    public const string Header = "X-Scope-OrgID";

    /// <summary>What a client hears whose tenant name breaks the rules.</summary>
    public const string Fault = "X-Scope-OrgID: a tenant is 1 to 150 of A-Z a-z 0-9 - _ . which is not . or .. and does not begin with __";

    /// <summary>False when the name breaks the rules, when there are several, or when nobody settled whose request it is. Names that begin with two underscores are the system's own.</summary>
    public static bool TryGet(HttpRequest request, out string tenant)
    {
        tenant = SettledOf(request) is [string only] ? only : "";
        return IsAllowed(tenant);
    }

    /// <summary>The same for edges whose readers may name several tenants: sorted, each once.</summary>
    public static bool TryGetAll(HttpRequest request, out ImmutableArray<string> tenants)
    {
        tenants = SettledOf(request);
        return !tenants.IsEmpty && tenants.All(IsAllowed);
    }

    /// <summary>Whether clients may send this name.</summary>
    public static bool IsAllowed(string tenant) => TenantName.IsValid(tenant) && !tenant.StartsWith("__", StringComparison.Ordinal);

    /// <summary>Settles whose data a request is about.</summary>
    public static void Set(HttpContext context, ImmutableArray<string> tenants) => context.Features.Set(new Settled(tenants));

    /// <summary>The tenants that the header names; empty when it is absent.</summary>
    public static ImmutableArray<string> HeaderOf(HttpRequest request) =>
    [
        .. request.Headers[Header].ToString().Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The tenants of a request that nobody checks.</summary>
    public static ImmutableArray<string> Named(HttpRequest request) => HeaderOf(request) is { IsEmpty: false } named ? named : [TenantName.Anonymous];

    private static ImmutableArray<string> SettledOf(HttpRequest request) => request.HttpContext.Features.Get<Settled>()?.Tenants ?? [];

    private sealed record Settled(ImmutableArray<string> Tenants);
}
