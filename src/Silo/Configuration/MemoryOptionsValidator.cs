using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class MemoryOptionsValidator : IValidateOptions<MemoryOptions>
{
    public ValidateOptionsResult Validate(string? name, MemoryOptions options) => new Problems(MemoryOptions.Section)
        .Require(options.Budget.Bytes == 0 || options.Budget.Bytes >= 16 << 20, nameof(options.Budget), "must be 0 (automatic) or at least 16MiB")
        .Result;
}
