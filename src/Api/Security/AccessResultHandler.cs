using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Security;

/// <summary>Lets requests pass, or answers them in the form of their protocol, counts them and leaves a line in the log.</summary>
internal sealed class AccessResultHandler(AccessInstruments instruments, AccessAudit audit) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        Refusal refusal = RefusalOf(context, authorizeResult);
        instruments.Refused(refusal.Reason);
        audit.Refused(context, Caller.Of(context.User), refusal);
        HttpResponse response = context.Response;
        response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"Orleans.Obs\", charset=\"UTF-8\", Bearer";
        }

        if (refusal.RetryAfterSeconds > 0)
        {
            response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return RefusalForm.Of(context).WriteAsync(context, refusal);
    }

    private static Refusal RefusalOf(HttpContext context, PolicyAuthorizationResult result) =>
        context.Features.Get<Refusal>()
        ?? result.AuthorizationFailure?.FailureReasons.OfType<RefusalReason>().FirstOrDefault()?.Refusal
        ?? Refusal.NoKey;
}
