namespace Orleans.Obs.Silo.Configuration;

/// <summary>How this process joins others.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Obs:Cluster";

    public ClusterKind Kind { get; set; } = ClusterKind.Single;

    /// <summary>Silos talk to each other here.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>API servers of their own connect here.</summary>
    public int GatewayPort { get; set; } = 30000;
}
