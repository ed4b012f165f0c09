using System.Net;
using System.Net.Sockets;

namespace Orleans.Obs.Testing;

/// <summary>
/// Ports for servers that tests start. A port that the system chooses may be taken again before the server binds it: by any outgoing connection, since they draw from the same range,
/// or by another test program. These lie below that range, and each is leased to this process, by a lock on a file, until it ends.
/// </summary>
public static class FreePort
{
    private const int First = 10_240;
    private const int Count = 21_760;

    private static readonly DirectoryInfo _leases = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "obs-test-ports"));
    private static readonly List<FileStream> _leased = [];

    public static int Next()
    {
        lock (_leased)
        {
            // Processes begin at places of their own, so they rarely meet each other's leases.
            for (int tried = 0; tried < Count; tried++)
            {
                int port = First + (int)(((Environment.ProcessId * 64L) + _leased.Count + tried) % Count);
                if (Lease(port) is not { } lease)
                {
                    continue;
                }

                // Only who has the lease tries the port: another's try could be in the way of the server.
                if (IsFree(port))
                {
                    _leased.Add(lease);
                    return port;
                }

                lease.Dispose();
            }
        }

        throw new InvalidOperationException("No port is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static FileStream? Lease(int port)
    {
        try
        {
            return new FileStream(Path.Combine(_leases.FullName, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
