using System.Net;
using System.Net.Sockets;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Sockets that listen, as the server opens them.</summary>
internal static class ListenSocket
{
    /// <summary>Opens one; null, or why that is not possible.</summary>
    public static string? TryOpen(IPAddress address, int port, out Socket? socket)
    {
        // Sockets of a process that just ended do not count: Kestrel and Orleans reuse addresses too.
        var opened = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                opened.DualMode = true;
            }

            opened.Bind(new IPEndPoint(address, port));
            opened.Listen(1);
            socket = opened;
            return null;
        }
        catch (SocketException refused)
        {
            opened.Dispose();
            socket = null;
            return $"can't listen on {new IPEndPoint(address, port)}: {refused.Message}";
        }
    }
}
