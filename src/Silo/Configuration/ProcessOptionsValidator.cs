using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class ProcessOptionsValidator : IValidateOptions<ProcessOptions>
{
    public ValidateOptionsResult Validate(string? name, ProcessOptions options)
    {
        string? unknown = FeatureFlags.FirstUnknown(options.Features);
        return new Problems(ProcessOptions.Section)
            .RequireOneOf(options.Role, nameof(options.Role))
            .Require(unknown is null, nameof(options.Features), $"names the unknown feature '{unknown}'; known are {string.Join(", ", FeatureFlags.Known)}")
            .Result;
    }
}
