namespace Orleans.Obs.Cluster;

/// <summary>Where a process runs: its address, and what its command begins with to run there.</summary>
internal sealed record SiloHost(string Address, params string[] Prefix)
{
    public static SiloHost Loopback { get; } = new("127.0.0.1");
}
