using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>The kinds of errors of the HTTP API: their names in answers, their status codes, and when it makes sense to ask again.</summary>
internal sealed record PrometheusErrorType(string Name, int Status, int RetryAfterSeconds = 0)
{
    public static readonly PrometheusErrorType BadData = new("bad_data", 400);
    public static readonly PrometheusErrorType Execution = new("execution", 422);
    public static readonly PrometheusErrorType Canceled = new("canceled", 499);
    public static readonly PrometheusErrorType Timeout = new("timeout", 503);
    public static readonly PrometheusErrorType Internal = new("internal", 500);
    public static readonly PrometheusErrorType NotFound = new("not_found", 404);

    /// <summary>Prometheus has no status of its own for it, and clients know it as 500.</summary>
    public static readonly PrometheusErrorType Unavailable = new("unavailable", 500);

    /// <summary>Storage does not answer now: worth another try.</summary>
    public static readonly PrometheusErrorType Overloaded = new("unavailable", 503);

    /// <summary>The tenant asks for more at the same time than it may.</summary>
    public static readonly PrometheusErrorType TooMany = new("too_many_requests", 429, RetryAfterSeconds: 1);

    /// <summary>Prometheus has no names for those who do not get in; these are HTTP's.</summary>
    public static PrometheusErrorType Of(Refusal refusal) => new(
        refusal.Status switch
        {
            401 => "unauthorized",
            403 => "forbidden",
            429 => TooMany.Name,
            _ => Overloaded.Name,
        },
        refusal.Status);
}
