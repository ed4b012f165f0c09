using System.Net;
using System.Net.Sockets;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Looks whether the ports are free before anything is started, so that the message can name the setting to change.</summary>
internal static class PortCheck
{
    /// <summary>What to tell about the first port that another process listens on; null when all are free.</summary>
    public static string? FirstTaken(StartSettings settings)
    {
        List<(string Key, IPAddress Address, int Port)> ports = [("Obs:Http:Port", ListenAddress.Of(settings.Http), settings.Http.Port)];
        if (settings.Process.Role != ProcessRole.Api)
        {
            SiloEndpoints endpoints = SiloEndpoints.Of(settings.Cluster);
            ports.Add(("Obs:Cluster:SiloPort", endpoints.Silo.Address, endpoints.Silo.Port));
            ports.Add(("Obs:Cluster:GatewayPort", endpoints.Gateway.Address, endpoints.Gateway.Port));
        }

        foreach ((string key, IPAddress address, int port) in ports)
        {
            try
            {
                // Sockets of a process that just ended do not count: Kestrel and Orleans reuse addresses too.
                using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(address, port));
                probe.Listen(1);
            }
            catch (SocketException refused)
            {
                return $"{key}: can't listen on {new IPEndPoint(address, port)}: {refused.Message}";
            }
        }

        return null;
    }
}
