using System.Net;
using System.Net.Sockets;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>
/// The ports that OTLP has for itself. Those that are set must be free, as all others; the usual ones are taken when they are, because a collector may have them, or another instance of ours.
/// Sockets are bound here and held until the server takes them over, so that nobody comes in between.
/// </summary>
internal sealed class OtlpPorts : IDisposable
{
    public const int UsualGrpcPort = 4317;
    public const int UsualHttpPort = 4318;

    private readonly Dictionary<int, Socket> _held = [];

    private OtlpPorts(IPAddress address, OtlpOptions otlp, int? grpc, int? http) => (Grpc, Http) =
        (grpc ?? otlp.GrpcPort ?? Hold(address, UsualGrpcPort), http ?? otlp.HttpPort ?? Hold(address, UsualHttpPort));

    /// <summary>Where gRPC is spoken; 0: nowhere.</summary>
    public int Grpc { get; }

    /// <summary>Where HTTP is spoken beside the main port; 0: nowhere.</summary>
    public int Http { get; }

    /// <summary>Decides on the ports of a process.</summary>
    public static OtlpPorts Take(StartSettings settings)
    {
        int? none = settings.Process.Role == ProcessRole.Silo ? 0 : null;
        return new OtlpPorts(ListenAddress.Of(settings.Http), settings.Otlp, none, none);
    }

    /// <summary>Whether a port is only for OTLP.</summary>
    public bool Contains(int port) => port != 0 && (port == Grpc || port == Http);

    /// <summary>Hands over the socket held for an endpoint; null when none is.</summary>
    public Socket? Release(EndPoint endpoint) => endpoint is IPEndPoint { Port: var port } && _held.Remove(port, out Socket? socket) ? socket : null;

    public void Dispose()
    {
        foreach (Socket socket in _held.Values)
        {
            socket.Dispose();
        }
    }

    private int Hold(IPAddress address, int port)
    {
        if (ListenSocket.TryOpen(address, port, out Socket? socket) is not null)
        {
            return 0;
        }

        _held[port] = socket!;
        return port;
    }
}
