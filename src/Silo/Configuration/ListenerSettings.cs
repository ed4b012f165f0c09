using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Listeners;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Says to the listeners for logs what the configuration says.</summary>
internal sealed class ListenerSettings(IOptions<ListenersOptions> listeners, IOptions<HttpOptions> http) : IConfigureOptions<ListenerOptions>
{
    public void Configure(ListenerOptions options)
    {
        options.Fluent = At(listeners.Value.FluentPort);
        options.SyslogTcp = At(listeners.Value.SyslogTcpPort);
        options.SyslogUdp = At(listeners.Value.SyslogUdpPort);
        options.FluentSharedKey = listeners.Value.FluentSharedKey;
        options.SyslogZone = TimeZoneInfo.FindSystemTimeZoneById(listeners.Value.SyslogTimeZone);
        options.Tenant = listeners.Value.Tenant;
        options.MaxConnections = listeners.Value.MaxConnections;
        options.MaxMessageBytes = (int)listeners.Value.MaxMessageSize.Bytes;
    }

    private IPEndPoint? At(int port) => port == 0 ? null : new IPEndPoint(ListenAddress.Of(http.Value), port);
}
