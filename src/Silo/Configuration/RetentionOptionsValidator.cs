using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    private const long ShortestMilliseconds = 3_600_000;

    public ValidateOptionsResult Validate(string? name, RetentionOptions options) => new Problems(RetentionOptions.Section)
        .Require(IsLongEnough(options.Metrics), nameof(options.Metrics), "must be 0 (for ever) or at least 1h")
        .Require(IsLongEnough(options.Logs), nameof(options.Logs), "must be 0 (for ever) or at least 1h")
        .Require(IsLongEnough(options.Traces), nameof(options.Traces), "must be 0 (for ever) or at least 1h")
        .Result;

    private static bool IsLongEnough(Period period) => period.Milliseconds is 0 or >= ShortestMilliseconds;
}
