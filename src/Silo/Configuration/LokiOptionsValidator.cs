using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class LokiOptionsValidator : IValidateOptions<LokiOptions>
{
    public ValidateOptionsResult Validate(string? name, LokiOptions options) => ValidateOptionsResult.Success;
}
