using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed partial class ClusterOptionsValidator(IOptions<StorageOptions> storage) : IValidateOptions<ClusterOptions>
{
    private const int ShortestDetectionMilliseconds = 2_000;

    public ValidateOptionsResult Validate(string? name, ClusterOptions options) => new Problems(ClusterOptions.Section)
        .RequireOneOf(options.Kind, nameof(options.Kind))
        .Require(
            options.Kind != ClusterKind.Azure || storage.Value.Kind == StorageKind.Azure,
            nameof(options.Kind),
            "can be azure only when Obs:Storage:Kind is azure too: silos share their blobs")
        .Require(Identifier().IsMatch(options.ServiceId), nameof(options.ServiceId), "must be 1 to 60 letters, digits and hyphens")
        .Require(Identifier().IsMatch(options.ClusterId), nameof(options.ClusterId), "must be 1 to 60 letters, digits and hyphens")
        .Require(Prefix().IsMatch(options.TablePrefix), nameof(options.TablePrefix), "must be up to 30 letters and digits and begin with a letter")
        .RequirePort(options.SiloPort, nameof(options.SiloPort))
        .RequirePort(options.GatewayPort, nameof(options.GatewayPort))
        .Require(options.SiloPort != options.GatewayPort, nameof(options.GatewayPort), "must differ from Obs:Cluster:SiloPort")
        .Require(options.AdvertisedSiloPort is >= 0 and <= 65535, nameof(options.AdvertisedSiloPort), "must be a port, or 0 for that of Obs:Cluster:SiloPort")
        .Require(options.AdvertisedGatewayPort is >= 0 and <= 65535, nameof(options.AdvertisedGatewayPort), "must be a port, or 0 for that of Obs:Cluster:GatewayPort")
        .Require(
            options.ListenAddress.Length == 0 || ListenAddress.Find(options.ListenAddress) is not null,
            nameof(options.ListenAddress),
            $"must be an address, localhost or *, not '{options.ListenAddress}'")
        .Require(options.FailureDetection.Milliseconds >= ShortestDetectionMilliseconds, nameof(options.FailureDetection), "must be at least 2s")
        .Result;

    [GeneratedRegex("^[A-Za-z0-9-]{1,60}$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9]{0,29})?$")]
    private static partial Regex Prefix();
}
