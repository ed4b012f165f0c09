using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options) => new Problems(ClusterOptions.Section)
        .RequireOneOf(options.Kind, nameof(options.Kind))
        .Require(options.Kind != ClusterKind.Azure, nameof(options.Kind), "azure is not available yet: several silos need the table providers of a later version; use single")
        .RequirePort(options.SiloPort, nameof(options.SiloPort))
        .RequirePort(options.GatewayPort, nameof(options.GatewayPort))
        .Require(options.SiloPort != options.GatewayPort, nameof(options.GatewayPort), "must differ from Obs:Cluster:SiloPort")
        .Result;
}
