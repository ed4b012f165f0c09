using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class FlushOptionsValidator : IValidateOptions<FlushOptions>
{
    public ValidateOptionsResult Validate(string? name, FlushOptions options) => new Problems(FlushOptions.Section)
        .Require(options.Age.Milliseconds >= 1_000, nameof(options.Age), "must be at least 1s")
        .Require(options.Size.Bytes >= 1 << 20, nameof(options.Size), "must be at least 1MiB")
        .Result;
}
