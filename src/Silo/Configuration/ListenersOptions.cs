namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where logs are taken in over protocols that are no HTTP. A port of 0 is nowhere.</summary>
internal sealed class ListenersOptions
{
    public const string Section = "Obs:Listeners";

    public int FluentPort { get; set; }

    /// <summary>What clients of the forward protocol must know; empty: nothing.</summary>
    public string FluentSharedKey { get; set; } = "";

    public int SyslogTcpPort { get; set; }

    public int SyslogUdpPort { get; set; }

    /// <summary>The zone of times that state none.</summary>
    public string SyslogTimeZone { get; set; } = "UTC";

    /// <summary>Whose logs they are.</summary>
    public string Tenant { get; set; } = Grains.Abstractions.TenantName.Anonymous;

    /// <summary>Connections of each protocol at the same time.</summary>
    public int MaxConnections { get; set; } = 1024;

    /// <summary>The longest message.</summary>
    public ByteSize MaxMessageSize { get; set; } = ByteSize.FromMebibytes(16);
}
