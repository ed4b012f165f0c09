using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Security;

/// <summary>Why a request does not get in: the HTTP status, a reason for counting, and what the client reads.</summary>
internal sealed record Refusal(int Status, string Reason, string Message, int RetryAfterSeconds = 0)
{
    public static Refusal NoKey { get; } = new(StatusCodes.Status401Unauthorized, "no_key", "this needs a key: Authorization: Bearer KEY, or Basic with the key as password");

    public static Refusal Unknown { get; } = new(StatusCodes.Status401Unauthorized, "unknown", "the key is not valid");

    public static Refusal Expired { get; } = new(StatusCodes.Status401Unauthorized, "expired", "the key has expired");

    public static Refusal Unavailable { get; } = new(StatusCodes.Status503ServiceUnavailable, "unavailable", "keys can't be verified now", RetryAfterSeconds: 5);

    public static Refusal TooMany(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "too_many", "too many wrong keys came from this address", RetryAfterSeconds: (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds)));

    public static Refusal Forbidden(string reason, string message) => new(StatusCodes.Status403Forbidden, reason, message);
}
