using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Listeners;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Syslog;

namespace Orleans.Obs.Api.Syslog;

/// <summary>
/// Syslog over TCP. The protocol knows no acknowledgement, so a client is read from only as fast as its messages become durable: what it has sent and we have not is in the buffers of the
/// two machines, and no further.
/// </summary>
internal sealed class SyslogListener(
    PatientIngest ingest, StreamResolver streams, WriteBudget budget, IOptions<ListenerOptions> options, TimeProvider time, ILogger<SyslogListener> logger)
    : LogsListener(budget, options, time, logger)
{
    protected override string Protocol => "syslog_tcp";

    protected override async Task ServeAsync(ConnectionContext connection)
    {
        using FrameBuffer buffer = CreateBuffer();
        var batch = new SyslogBatch(streams, Options.SyslogZone);
        bool more = true;
        while (more)
        {
            more = await ReceiveAsync(connection, buffer);
            int used = Collect(buffer.Received, batch, isLast: !more);
            if (batch.Count > 0)
            {
                batch.Now = Time.GetUtcNow();

                // What was received is stored even when the client has left meanwhile.
                await ingest.StoreAsync(Protocol, batch, static (batch, batches) => batch.Decode(batches));
                batch.Clear();
            }

            buffer.Consume(used);
            buffer.Trim();
        }
    }

    /// <summary>Takes all whole messages out of what was received; returns how many bytes they took.</summary>
    private int Collect(ReadOnlyMemory<byte> received, SyslogBatch batch, bool isLast)
    {
        var rest = new ReadOnlySequence<byte>(received);
        while (true)
        {
            switch (SyslogFraming.TryRead(ref rest, Options.MaxMessageBytes, out ReadOnlySequence<byte> frame))
            {
                case SyslogFrameResult.Frame:
                    batch.Add(frame.First);
                    break;
                case SyslogFrameResult.Incomplete:
                    // The last message may lack its end.
                    batch.Add(isLast ? rest.First : default);
                    return received.Length - (isLast ? 0 : (int)rest.Length);
                default:
                    throw new OversizedMessageException($"a message is longer than {Options.MaxMessageBytes} bytes");
            }
        }
    }
}
