using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Listeners;

namespace Orleans.Obs.Api.Fluent;

/// <summary>Answers the heartbeats that older clients of the forward protocol send as datagrams, to the port that they send events to.</summary>
internal sealed class ForwardHeartbeats(IOptions<ListenerOptions> options) : DatagramListener
{
    private static readonly byte[] Beat = [0];

    protected override IPEndPoint? Address => options.Value.Fluent;

    protected override Task HandleAsync(Socket socket, ReadOnlyMemory<byte> datagram, SocketAddress client) => socket.SendToAsync(Beat, SocketFlags.None, client).AsTask();
}
