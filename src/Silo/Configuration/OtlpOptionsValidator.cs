using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class OtlpOptionsValidator : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options) => new Problems(OtlpOptions.Section)
        .RequirePort(options.GrpcPort, nameof(options.GrpcPort))
        .RequirePort(options.HttpPort, nameof(options.HttpPort))
        .Require(options.GrpcPort != options.HttpPort, nameof(options.HttpPort), "must differ from Obs:Otlp:GrpcPort")
        .Result;
}
