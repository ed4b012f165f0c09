using System.Collections.Immutable;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Security;

/// <summary>
/// Decides whether the caller may do what the endpoint does, and settles whose data the request is about: the tenants that the header names, when the key is of all of them, else the
/// key's only one. Edges take the tenant from here and from nowhere else.
/// </summary>
internal sealed class AccessHandler(IOptions<AccessOptions> options) : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        var http = (HttpContext)context.Resource!;
        if (Judge(http, requirement.Scope, Caller.Of(context.User)) is { } refusal)
        {
            context.Fail(new RefusalReason(this, refusal));
        }
        else
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>Null when the caller gets in.</summary>
    private Refusal? Judge(HttpContext http, AccessScope? scope, Caller? caller)
    {
        if (!options.Value.Enabled && scope is not (AccessScope.Operator or AccessScope.Keys))
        {
            RequestTenant.Set(http, RequestTenant.Named(http.Request));
            return null;
        }

        return caller is null ? Refusal.NoKey : scope switch
        {
            AccessScope.Read => Admit(http, caller, ApiKeyScopes.Read),
            AccessScope.Write => Admit(http, caller, ApiKeyScopes.Write),
            AccessScope.Admin => Admit(http, caller, ApiKeyScopes.Admin),
            AccessScope.Keys => caller.IsOperator || (caller.Scopes.HasFlag(ApiKeyScopes.Admin) && caller.Tenants.Contains(http.GetRouteValue("tenant") as string ?? ""))
                ? null
                : Refusal.Forbidden("scope", "a tenant's keys are managed with the operator's key, or with one of the tenant that has the scope admin"),
            AccessScope.Monitor => caller.IsMonitor ? null : Refusal.Forbidden("scope", "this needs the operator's or the monitor's key"),
            AccessScope.Operator => caller.IsOperator ? null : Refusal.Forbidden("scope", "this needs the operator's key"),

            // Whoever has a key may learn that there is nothing at this path.
            _ => http.GetEndpoint() is null ? null : Refusal.Forbidden("undeclared", "this is closed"),
        };
    }

    private static Refusal? Admit(HttpContext http, Caller caller, ApiKeyScopes needed)
    {
        if (!caller.Scopes.HasFlag(needed))
        {
            return Refusal.Forbidden("scope", $"the key does not have the scope {needed.ToString().ToLowerInvariant()}");
        }

        ImmutableArray<string> tenants = RequestTenant.HeaderOf(http.Request) is { IsEmpty: false } named ? named
            : caller.Tenants.Length == 1 ? [caller.Tenants[0]]
            : PresentedKey.TryFind(http.Request, out PresentedKey key) && caller.Tenants.Contains(key.User) ? [key.User]
            : [];
        if (tenants.IsEmpty)
        {
            return Refusal.Forbidden("tenant", $"the key is for several tenants: name one in the header {RequestTenant.Header}, or as user of Basic authentication");
        }

        if (!tenants.All(tenant => caller.Tenants.Contains(tenant)))
        {
            return Refusal.Forbidden("tenant", $"the key is not for the tenant that the header {RequestTenant.Header} names");
        }

        RequestTenant.Set(http, tenants);
        return null;
    }
}
