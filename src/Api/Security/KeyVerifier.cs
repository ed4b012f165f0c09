using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Security;

/// <summary>
/// Verifies keys: against those of the configuration, against what was verified a moment ago, and else by asking the tenant that the key names. While tenants' keys can't be
/// read, keys that were valid before stay valid for a while, so that an outage of the store does not turn into one of authentication.
/// </summary>
internal sealed partial class KeyVerifier(ITenants tenants, IOptions<AccessOptions> options, TimeProvider time, ILogger<KeyVerifier> logger)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan BelieveInOutage = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<KeyDigest, Known> _known = new();
    private readonly (KeyDigest Digest, ClaimsPrincipal Principal)[] _configured =
    [
        .. options.Value.OperatorKey.Length > 0 ? [(KeyDigest.Of(options.Value.OperatorKey), Caller.Operator.ToPrincipal())] : Array.Empty<(KeyDigest, ClaimsPrincipal)>(),
        .. options.Value.MonitorKey.Length > 0 ? [(KeyDigest.Of(options.Value.MonitorKey), Caller.Monitor.ToPrincipal())] : Array.Empty<(KeyDigest, ClaimsPrincipal)>(),
    ];

    /// <summary>The caller when nobody has to be asked; null otherwise.</summary>
    public ClaimsPrincipal? Recall(KeyDigest digest)
    {
        foreach ((KeyDigest configured, ClaimsPrincipal principal) in _configured)
        {
            if (configured.FixedTimeEquals(digest))
            {
                return principal;
            }
        }

        return _known.TryGetValue(digest, out Known? known) && time.GetElapsedTime(known.VerifiedAt) < options.Value.RememberFor && !HasPassed(known.Expires)
            ? known.Principal
            : null;
    }

    /// <summary>Whether the key was valid before.</summary>
    public bool WasValid(KeyDigest digest) => _known.ContainsKey(digest);

    /// <summary>Asks the tenant that the key names.</summary>
    public async ValueTask<(KeyVerdict Verdict, ClaimsPrincipal? Principal)> VerifyAsync(string text, KeyDigest digest, CancellationToken cancellationToken)
    {
        if (!KeyText.TryParse(text, out KeyText claim))
        {
            return (KeyVerdict.Unknown, null);
        }

        ApiKeysReply reply = await AskAsync(claim.Tenant, cancellationToken);
        if (reply.Status != ReplyStatus.Ok)
        {
            return _known.TryGetValue(digest, out Known? known) && time.GetElapsedTime(known.VerifiedAt) < BelieveInOutage && !HasPassed(known.Expires)
                ? (KeyVerdict.Valid, known.Principal)
                : (KeyVerdict.Unavailable, null);
        }

        ApiKey? key = reply.Keys.FirstOrDefault(key => key.Id == claim.Id);
        if (key is null || SecretOf(key, digest) is not { } secret)
        {
            _known.TryRemove(digest, out _);
            return (KeyVerdict.Unknown, null);
        }

        long expires = (key.Expires, secret.Expires) switch
        {
            (0, long other) => other,
            (long other, 0) => other,
            (long one, long other) => Math.Min(one, other),
        };
        if (HasPassed(expires))
        {
            _known.TryRemove(digest, out _);
            return (KeyVerdict.Expired, null);
        }

        return (KeyVerdict.Valid, Remember(digest, new Known(Caller.Of(key).ToPrincipal(), expires, time.GetTimestamp())));
    }

    /// <summary>All secrets are compared, so that the time tells nothing about which one it was.</summary>
    private static ApiKeySecret? SecretOf(ApiKey key, KeyDigest digest)
    {
        ApiKeySecret? found = null;
        foreach (ApiKeySecret secret in key.Secrets)
        {
            found = KeyDigest.TryParse(secret.Hash, out KeyDigest stored) && stored.FixedTimeEquals(digest) ? secret : found;
        }

        return found;
    }

    private async Task<ApiKeysReply> AskAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await tenants.Of(tenant).GetKeysAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The boundary of the cluster: whatever a lost call throws, nothing is known about the key.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnavailable(failure, tenant);
            return new ApiKeysReply(ReplyStatus.Unavailable, []);
        }
    }

    private ClaimsPrincipal Remember(KeyDigest digest, Known known)
    {
        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known[digest] = known;
        return known.Principal;
    }

    private bool HasPassed(long expires) => expires != 0 && expires <= time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Known(ClaimsPrincipal Principal, long Expires, long VerifiedAt);

    [LoggerMessage(2301, LogLevel.Warning, "The keys of {Tenant} can't be read")]
    private partial void LogUnavailable(Exception failure, string tenant);
}
