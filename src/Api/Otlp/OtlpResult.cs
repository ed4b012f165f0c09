using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Otlp;

/// <summary>What became of an export request.</summary>
/// <param name="Status">Whether it was taken.</param>
/// <param name="Message">Why not, or why some of it was refused.</param>
/// <param name="Rejected">Items refused for good, when the rest was taken.</param>
/// <param name="RetryAfterSeconds">When to send again; 0 when that makes no sense.</param>
internal readonly record struct OtlpResult(OtlpStatus Status, string Message, int Rejected = 0, int RetryAfterSeconds = 0)
{
    private const int DefaultRetrySeconds = 1;

    /// <summary>Taken, but for some items.</summary>
    public static OtlpResult Accepted(int rejected, string? fault) => new(OtlpStatus.Accepted, rejected > 0 ? fault ?? "" : "", rejected);

    public static OtlpResult Invalid(string message) => new(OtlpStatus.Invalid, message);

    public static OtlpResult RateLimited(string message, int seconds) => new(OtlpStatus.RateLimited, message, 0, Math.Max(seconds, DefaultRetrySeconds));

    public static OtlpResult Unavailable(string message, int seconds = DefaultRetrySeconds) => new(OtlpStatus.Unavailable, message, 0, Math.Max(seconds, DefaultRetrySeconds));

    /// <summary>The budget did not let the request in.</summary>
    public static OtlpResult Busy(WriteAdmission admission) => admission == WriteAdmission.TenantBusy
        ? RateLimited("too many bytes of this tenant's write requests are in flight", DefaultRetrySeconds)
        : Unavailable("too many bytes of write requests are in flight");

    /// <summary>What shards answered that did not take their part.</summary>
    public static OtlpResult Of(ReplyStatus status, string message, int retryAfterSeconds) => status == ReplyStatus.Failed
        ? new OtlpResult(OtlpStatus.Failed, message)
        : Unavailable(message, retryAfterSeconds);
}
