using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options) => new Problems(HttpOptions.Section)
        .Require(ListenAddress.Find(options.Host) is not null, nameof(options.Host), $"must be an address, localhost or *, not '{options.Host}'")
        .RequirePort(options.Port, nameof(options.Port))
        .Result;
}
