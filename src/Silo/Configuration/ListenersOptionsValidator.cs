using Microsoft.Extensions.Options;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class ListenersOptionsValidator : IValidateOptions<ListenersOptions>
{
    private const int LargestMessage = 256 << 20;

    public ValidateOptionsResult Validate(string? name, ListenersOptions options) => new Problems(ListenersOptions.Section)
        .RequirePortOrNone(options.FluentPort, nameof(options.FluentPort))
        .RequirePortOrNone(options.SyslogTcpPort, nameof(options.SyslogTcpPort))
        .RequirePortOrNone(options.SyslogUdpPort, nameof(options.SyslogUdpPort))
        .Require(options.FluentPort == 0 || options.FluentPort != options.SyslogTcpPort, nameof(options.SyslogTcpPort), $"must differ from {ListenersOptions.Section}:{nameof(options.FluentPort)}")
        .Require(options.FluentPort == 0 || options.FluentPort != options.SyslogUdpPort, nameof(options.SyslogUdpPort), $"must differ from {ListenersOptions.Section}:{nameof(options.FluentPort)}")
        .Require(TimeZoneInfo.TryFindSystemTimeZoneById(options.SyslogTimeZone, out _), nameof(options.SyslogTimeZone), $"is no time zone that this system knows: '{options.SyslogTimeZone}'")
        .Require(TenantName.IsValid(options.Tenant), nameof(options.Tenant), $"is no name for a tenant: '{options.Tenant}'")
        .Require(options.MaxConnections > 0, nameof(options.MaxConnections), "must be positive")
        .Require(options.MaxMessageSize.Bytes is >= 1024 and <= LargestMessage, nameof(options.MaxMessageSize), "must be from 1KiB to 256MiB")
        .Result;
}
