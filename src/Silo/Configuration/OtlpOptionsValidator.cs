using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class OtlpOptionsValidator : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options) => new Problems(OtlpOptions.Section)
        .RequirePortOrNone(options.GrpcPort, nameof(options.GrpcPort))
        .RequirePortOrNone(options.HttpPort, nameof(options.HttpPort))
        .Require(options.GrpcPort is null or 0 || options.GrpcPort != options.HttpPort, nameof(options.HttpPort), "must differ from Obs:Otlp:GrpcPort")
        .RequireOneOf(options.TranslationStrategy, nameof(options.TranslationStrategy))
        .Require(options.PromoteResourceAttributes.Length == 0 || !options.PromoteAllResourceAttributes, nameof(options.PromoteResourceAttributes), "must be empty when all are promoted")
        .Require(options.IgnoreResourceAttributes.Length == 0 || options.PromoteAllResourceAttributes, nameof(options.IgnoreResourceAttributes), "needs Obs:Otlp:PromoteAllResourceAttributes")
        .Result;
}
