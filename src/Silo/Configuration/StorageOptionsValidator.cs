using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options) => new Problems(StorageOptions.Section)
        .RequireOneOf(options.Kind, nameof(options.Kind))
        .Require(options.Kind != StorageKind.Folder || options.Path.Length > 0, nameof(options.Path), "must name a folder")
        .Require(options.Kind != StorageKind.Azure || options.ConnectionString.Length > 0, nameof(options.ConnectionString), "must be set when Obs:Storage:Kind is azure")
        .Require(options.Kind != StorageKind.Azure || options.Container.Length > 0, nameof(options.Container), "must name a container")
        .Result;
}
