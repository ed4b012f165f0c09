using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class ElasticsearchOptionsValidator : IValidateOptions<ElasticsearchOptions>
{
    public ValidateOptionsResult Validate(string? name, ElasticsearchOptions options) => new Problems(ElasticsearchOptions.Section)
        .Require(Version.TryParse(options.Version, out Version? version) && version.Build >= 0, nameof(options.Version), $"must be a version such as 8.19.0, not '{options.Version}'")
        .Result;
}
