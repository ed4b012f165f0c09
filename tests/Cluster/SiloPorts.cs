using System.Net;
using System.Net.Sockets;

namespace Orleans.Obs.Cluster;

/// <summary>The three ports of one process, free when they were chosen.</summary>
internal sealed record SiloPorts(int Http, int Silo, int Gateway)
{
    public static SiloPorts Free()
    {
        // All three are held at the same time, so that they differ.
        using Socket first = Bound(), second = Bound(), third = Bound();
        return new SiloPorts(PortOf(first), PortOf(second), PortOf(third));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
