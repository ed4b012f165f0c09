using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Orleans.Obs.Api.Security;

/// <summary>How endpoints declare who gets in. An endpoint that declares nothing is closed while authentication is on.</summary>
public static class AccessConventions
{
    /// <summary>Only callers who may do this.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, AccessScope scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AuthorizeAttribute(scope.ToString()));

    /// <summary>Everybody.</summary>
    public static TBuilder IsPublic<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AllowAnonymous();

    /// <summary>How the endpoint's protocol says that somebody does not get in.</summary>
    internal static TBuilder Refuses<TBuilder>(this TBuilder endpoint, RefusalForm form)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(form);
}
