using Microsoft.AspNetCore.Authorization;

namespace Orleans.Obs.Api.Security;

/// <summary>What the caller must be allowed; null for endpoints that declare nothing.</summary>
internal sealed record AccessRequirement(AccessScope? Scope) : IAuthorizationRequirement;
