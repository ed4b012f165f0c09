using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Whose data a request is about. Authorization settles it: from the key and the header <c>X-Scope-OrgID</c>, or without authentication from the header alone, which may be absent for the
/// anonymous tenant.
/// </summary>
internal static class RequestTenant
{
    public const string Header = "X-Scope-OrgID";

    private const int MaxTenants = 64;

    /// <summary>What a client hears whose tenant name breaks the rules.</summary>
    public const string Fault = "X-Scope-OrgID: a tenant is 1 to 150 of A-Z a-z 0-9 - _ . which is not . or .. and does not begin with __";

    /// <summary>False when the name breaks the rules, or when nobody settled whose request it is. Names that begin with two underscores are the system's own.</summary>
    public static bool TryGet(HttpRequest request, out string tenant)
    {
        tenant = request.HttpContext.Features.Get<Settled>()?.Tenant ?? "";
        return IsAllowed(tenant);
    }

    /// <summary>The tenants that a reader names with bars between, each once and sorted; false when a name breaks the rules or there are too many.</summary>
    public static bool TryGetSeveral(HttpRequest request, out ImmutableArray<string> tenants)
    {
        tenants = NamesIn(request.HttpContext.Features.Get<Settled>()?.Tenant ?? "");
        return tenants.Length is > 0 and <= MaxTenants && tenants.All(IsAllowed);
    }

    /// <summary>The names in a header, each once and sorted.</summary>
    public static ImmutableArray<string> NamesIn(string header) =>
        [.. header.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether clients may send this name.</summary>
    public static bool IsAllowed(string tenant) => TenantName.IsValid(tenant) && !tenant.StartsWith("__", StringComparison.Ordinal);

    /// <summary>Settles whose data a request is about.</summary>
    public static void Set(HttpContext context, string tenant) => context.Features.Set(new Settled(tenant));

    /// <summary>What the header says; empty when it is absent.</summary>
    public static string HeaderOf(HttpRequest request) => request.Headers[Header].ToString();

    /// <summary>The tenant of a request that nobody checks.</summary>
    public static string Named(HttpRequest request) => HeaderOf(request) is { Length: > 0 } named ? named : TenantName.Anonymous;

    private sealed record Settled(string Tenant);
}
