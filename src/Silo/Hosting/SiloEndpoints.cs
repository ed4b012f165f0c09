using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Where a silo listens, and where others reach it: not the same where ports are mapped.</summary>
internal sealed record SiloEndpoints(IPAddress Advertised, int AdvertisedSiloPort, int AdvertisedGatewayPort, IPEndPoint Silo, IPEndPoint Gateway)
{
    /// <exception cref="IOException">The advertised name has no address; the message names the setting.</exception>
    public static SiloEndpoints Of(ClusterOptions cluster)
    {
        IPAddress advertised = cluster.AdvertisedAddress.Length > 0 ? Resolve(cluster.AdvertisedAddress)
            : cluster.Kind == ClusterKind.Single ? IPAddress.Loopback
            : OwnAddress();
        IPAddress listen = cluster.ListenAddress.Length > 0 ? ListenAddress.Find(cluster.ListenAddress)!
            : IPAddress.IsLoopback(advertised) ? advertised
            : IPAddress.Any;
        return new SiloEndpoints(
            advertised,
            cluster.AdvertisedSiloPort > 0 ? cluster.AdvertisedSiloPort : cluster.SiloPort,
            cluster.AdvertisedGatewayPort > 0 ? cluster.AdvertisedGatewayPort : cluster.GatewayPort,
            new IPEndPoint(listen, cluster.SiloPort),
            new IPEndPoint(listen, cluster.GatewayPort));
    }

    private static IPAddress Resolve(string address)
    {
        try
        {
            IPAddress[] found = Dns.GetHostAddresses(address);
            return Array.Find(found, static one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new IOException($"Obs:Cluster:AdvertisedAddress: '{address}' is no address and has none: {unknown.Message}", unknown);
        }
    }

    /// <summary>The first address of a network that is up, loopback where there is none.</summary>
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static address => address.Address)
        .Where(static address => address.AddressFamily == AddressFamily.InterNetwork)
        .FirstOrDefault(IPAddress.Loopback);
}
