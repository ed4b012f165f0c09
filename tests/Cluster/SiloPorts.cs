using System.Net;
using System.Net.Sockets;

namespace Orleans.Obs.Cluster;

/// <summary>The ports of one process, free when they were chosen. Those of OTLP are not set when they are null.</summary>
internal sealed record SiloPorts(int Http, int Silo, int Gateway, int? OtlpGrpc, int? OtlpHttp)
{
    public static SiloPorts Free()
    {
        // All are held at the same time, so that they differ.
        using Socket first = Bound(), second = Bound(), third = Bound(), fourth = Bound(), fifth = Bound();
        return new SiloPorts(PortOf(first), PortOf(second), PortOf(third), PortOf(fourth), PortOf(fifth));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
