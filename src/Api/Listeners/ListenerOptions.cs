using System.Net;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Listeners;

/// <summary>What the listeners for logs that are no HTTP have in common.</summary>
public sealed class ListenerOptions
{
    /// <summary>Where the forward protocol is spoken; null: nowhere.</summary>
    public IPEndPoint? Fluent { get; set; }

    /// <summary>Where syslog is taken in over TCP; null: nowhere.</summary>
    public IPEndPoint? SyslogTcp { get; set; }

    /// <summary>Where syslog is taken in over UDP; null: nowhere.</summary>
    public IPEndPoint? SyslogUdp { get; set; }

    /// <summary>Whose logs they take in; these protocols have no word for tenants.</summary>
    public string Tenant { get; set; } = TenantName.Anonymous;

    /// <summary>Connections at the same time, of each protocol; further ones are closed at once.</summary>
    public int MaxConnections { get; set; } = 1024;

    /// <summary>The longest message, bytes.</summary>
    public int MaxMessageBytes { get; set; } = 16 << 20;

    /// <summary>How long a connection may be silent between messages.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message that has begun may take to go on.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The zone of syslog times that state none.</summary>
    public TimeZoneInfo SyslogZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>The key that clients of the forward protocol must know; empty for none.</summary>
    public string FluentSharedKey { get; set; } = "";
}
