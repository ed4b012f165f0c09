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
        if (settings.Process.Role != ProcessRole.Silo)
        {
            // Those that are not set are taken if they are free.
            Add("Obs:Otlp:GrpcPort", settings.Otlp.GrpcPort);
            Add("Obs:Otlp:HttpPort", settings.Otlp.HttpPort);
            Add("Obs:Listeners:FluentPort", settings.Listeners.FluentPort);
            Add("Obs:Listeners:SyslogTcpPort", settings.Listeners.SyslogTcpPort);
        }

        if (settings.Process.Role != ProcessRole.Api)
        {
            SiloEndpoints endpoints = SiloEndpoints.Of(settings.Cluster);
            ports.Add(("Obs:Cluster:SiloPort", endpoints.Silo.Address, endpoints.Silo.Port));
            ports.Add(("Obs:Cluster:GatewayPort", endpoints.Gateway.Address, endpoints.Gateway.Port));
        }

        foreach ((string key, IPAddress address, int port) in ports)
        {
            if (ListenSocket.TryOpen(address, port, out Socket? probe) is { } refusal)
            {
                return $"{key}: {refusal}";
            }

            probe!.Dispose();
        }

        return null;

        void Add(string key, int? port)
        {
            if (port is > 0)
            {
                ports.Add((key, ListenAddress.Of(settings.Http), port.Value));
            }
        }
    }
}
