namespace Orleans.Obs.Silo.Configuration;

/// <summary>How this process joins others.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Obs:Cluster";

    public ClusterKind Kind { get; set; } = ClusterKind.Single;

    /// <summary>Names the data for good: it is part of what is stored.</summary>
    public string ServiceId { get; set; } = "orleans-obs";

    /// <summary>Names one deployment: processes with the same id form a cluster.</summary>
    public string ClusterId { get; set; } = "obs";

    /// <summary>The account of the tables when the kind is azure: a connection string or an address. Empty: the account of the blobs.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Stands before the names of the tables.</summary>
    public string TablePrefix { get; set; } = "";

    /// <summary>Where others reach this silo: an address or a host name. Empty: an address of this machine.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>The port under which other silos reach <see cref="SiloPort"/>; 0: the same.</summary>
    public int AdvertisedSiloPort { get; set; }

    /// <summary>The port under which API processes reach <see cref="GatewayPort"/>; 0: the same.</summary>
    public int AdvertisedGatewayPort { get; set; }

    /// <summary>Where this silo listens: an address, or <c>*</c> for all. Empty: loopback if it is advertised or the kind is single, else all.</summary>
    public string ListenAddress { get; set; } = "";

    /// <summary>Silos talk to each other here.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>API servers of their own connect here.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>How long a silo may be silent before the others declare it dead and take its shards.</summary>
    public Period FailureDetection { get; set; } = Period.FromMilliseconds(12_000);
}
