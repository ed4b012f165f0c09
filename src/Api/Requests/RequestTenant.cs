using Microsoft.AspNetCore.Http;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Requests;

/// <summary>Whose request it is: the header <c>X-Scope-OrgID</c>, or the anonymous tenant.</summary>
internal static class RequestTenant
{
    public const string Header = "X-Scope-OrgID";

    /// <summary>What a client hears whose tenant name breaks the rules.</summary>
    public const string Fault = "X-Scope-OrgID: a tenant is 1 to 150 of A-Z a-z 0-9 ! - _ . * ' ( ), not . or .., and does not begin with __";

    /// <summary>False when the name breaks the rules. Names that begin with two underscores are the system's own.</summary>
    public static bool TryGet(HttpRequest request, out string tenant) => TryGet(request.Headers[Header], out tenant);

    /// <summary>The same for a name; none at all is the anonymous tenant's.</summary>
    public static bool TryGet(string? name, out string tenant)
    {
        tenant = string.IsNullOrEmpty(name) ? TenantName.Anonymous : name;
        return TenantName.IsValid(tenant) && !tenant.StartsWith("__", StringComparison.Ordinal);
    }
}
