using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Listeners;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.Syslog;

/// <summary>Syslog over UDP: a message in each datagram. Those that have arrived meanwhile are stored together.</summary>
internal sealed partial class SyslogDatagrams(
    PatientIngest ingest, StreamResolver streams, IOptions<ListenerOptions> options, TimeProvider time, ILogger<SyslogDatagrams> logger) : DatagramListener
{
    private const int MostTogether = 1000;

    private readonly SyslogBatch _batch = new(streams, options.Value.SyslogZone);

    protected override IPEndPoint? Address => options.Value.SyslogUdp;

    protected override async Task HandleAsync(Socket socket, ReadOnlyMemory<byte> datagram, SocketAddress client)
    {
        try
        {
            _batch.Now = time.GetUtcNow();
            _batch.Add(datagram);
            while (socket.Available > 0 && _batch.Count < MostTogether)
            {
                byte[] next = new byte[socket.Available];
                int length = socket.ReceiveFrom(next, SocketFlags.None, client);
                _batch.Add(next.AsMemory(0, length));
            }

            await ingest.StoreAsync("syslog_udp", _batch, static (batch, batches) => batch.Decode(batches));
        }
#pragma warning disable CA1031 // The boundary of the listener: a defect loses these messages and no others.
        catch (Exception exception) when (exception is not SocketException)
#pragma warning restore CA1031
        {
            LogFailed(exception, _batch.Count);
        }
        finally
        {
            _batch.Clear();
        }
    }

    [LoggerMessage(2421, LogLevel.Error, "syslog_udp: {Messages} messages are lost")]
    private partial void LogFailed(Exception exception, int messages);
}
