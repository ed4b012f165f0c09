using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Security;

/// <summary>Finds out who calls, by the key that the request carries.</summary>
internal sealed class ApiKeyAuthentication(KeyVerifier keys, FailureLimiter failures) : IAuthenticationHandler
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "key";

    private HttpContext? _context;

    private HttpContext Context => _context ?? throw new InvalidOperationException("not initialized");

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    /// <summary>Refusals are answered by <see cref="AccessResultHandler"/>.</summary>
    public Task ChallengeAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    /// <inheritdoc cref="ChallengeAsync"/>
    public Task ForbidAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || !PresentedKey.TryFind(Context.Request, out PresentedKey presented))
        {
            return AuthenticateResult.NoResult();
        }

        KeyDigest digest = KeyDigest.Of(presented.Text);
        if (keys.Recall(digest) is { } known)
        {
            return Success(known);
        }

        if (!keys.WasValid(digest) && !failures.MayTry(Context.Connection.RemoteIpAddress, out TimeSpan wait))
        {
            return Failure(Refusal.TooMany(wait));
        }

        (KeyVerdict verdict, ClaimsPrincipal? principal) = await keys.VerifyAsync(presented.Text, digest, Context.RequestAborted);
        if (verdict is KeyVerdict.Unknown or KeyVerdict.Expired)
        {
            failures.Failed(Context.Connection.RemoteIpAddress);
        }

        return verdict switch
        {
            KeyVerdict.Valid => Success(principal!),
            KeyVerdict.Expired => Failure(Refusal.Expired),
            KeyVerdict.Unavailable => Failure(Refusal.Unavailable),
            _ => Failure(Refusal.Unknown),
        };
    }

    private static AuthenticateResult Success(ClaimsPrincipal principal) => AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme));

    /// <summary>What is wrong with the key says more than that there is no caller, so it is left for the answer.</summary>
    private AuthenticateResult Failure(Refusal refusal)
    {
        Context.Features.Set(refusal);
        return AuthenticateResult.Fail(refusal.Message);
    }
}
