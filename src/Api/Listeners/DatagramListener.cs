using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Orleans.Obs.Api.Listeners;

/// <summary>Takes datagrams in, one at a time; what can't be taken in meanwhile waits in the system's buffer, and beyond that is lost, as UDP has it.</summary>
internal abstract class DatagramListener : BackgroundService
{
    private const int LargestDatagram = 64 * 1024;
    private const int SystemBuffer = 8 << 20;

    private Socket? _socket;

    /// <summary>Where to listen; null: nowhere.</summary>
    protected abstract IPEndPoint? Address { get; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (Address is { } address)
        {
            _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SystemBuffer };
            _socket.Bind(address);
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _socket?.Dispose();
        base.Dispose();
    }

    /// <summary>Handles a datagram.</summary>
    /// <param name="socket">For answers, and to receive more of what has arrived already.</param>
    /// <param name="datagram">Its bytes; valid until the call ends.</param>
    /// <param name="client">Who sent it.</param>
    protected abstract Task HandleAsync(Socket socket, ReadOnlyMemory<byte> datagram, SocketAddress client);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_socket is null)
        {
            return;
        }

        byte[] buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
        var client = new SocketAddress(_socket.AddressFamily);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                int received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, client, stoppingToken);
                await HandleAsync(_socket, buffer.AsMemory(0, received), client);
            }
            catch (SocketException)
            {
                // The answer to an earlier client was refused, or a datagram was larger than any can be.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
