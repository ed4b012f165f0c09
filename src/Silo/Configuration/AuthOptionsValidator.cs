using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    private const int MinLength = 24;

    public ValidateOptionsResult Validate(string? name, AuthOptions options) => new Problems(AuthOptions.Section)
        .Require(!options.Enabled || options.OperatorKey.Length > 0, nameof(options.OperatorKey), "must be set when Obs:Auth:Enabled is true: without it nobody could make keys")
        .Require(options.OperatorKey.Length is 0 or >= MinLength, nameof(options.OperatorKey), $"must have at least {MinLength} characters")
        .Require(options.MonitorKey.Length is 0 or >= MinLength, nameof(options.MonitorKey), $"must have at least {MinLength} characters")
        .Require(options.MonitorKey.Length == 0 || options.MonitorKey != options.OperatorKey, nameof(options.MonitorKey), "must differ from Obs:Auth:OperatorKey")
        .Require(options.RememberFor.Milliseconds <= 3_600_000, nameof(options.RememberFor), "must be at most 1h: as long a revoked key may still be used")
        .Result;
}
