using Microsoft.AspNetCore.Authorization;

namespace Orleans.Obs.Api.Security;

/// <summary>Carries a refusal through ASP.NET's authorization.</summary>
internal sealed class RefusalReason(IAuthorizationHandler handler, Refusal refusal) : AuthorizationFailureReason(handler, refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
