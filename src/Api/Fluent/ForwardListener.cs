using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Listeners;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Fluent;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Fluent;

/// <summary>
/// The forward protocol of Fluentd and Fluent Bit: MessagePack values one after the other, or JSON. A chunk is acknowledged when its events are durable, and one that comes again, because
/// the acknowledgement was lost, is not stored again.
/// </summary>
internal sealed class ForwardListener(
    PatientIngest ingest,
    SeenChunks seen,
    StreamResolver streams,
    WriteBudget budget,
    IOptions<ApiOptions> api,
    IOptions<ListenerOptions> options,
    TimeProvider time,
    ILogger<ForwardListener> logger) : LogsListener(budget, options, time, logger)
{
    private const int NonceBytes = 16;

    protected override string Protocol => "fluent_forward";

    protected override async Task ServeAsync(ConnectionContext connection)
    {
        using FrameBuffer buffer = CreateBuffer();
        if (Options.FluentSharedKey.Length > 0 && !await ShakeHandsAsync(connection, buffer))
        {
            return;
        }

        while (await NextAsync(connection, buffer) is { } message)
        {
            if (!await HandleAsync(connection, message))
            {
                return;
            }

            buffer.Consume(message.Length);
            buffer.Trim();
        }
    }

    /// <summary>Both sides prove that they know the key; the client's first message is its proof.</summary>
    private async Task<bool> ShakeHandsAsync(ConnectionContext connection, FrameBuffer buffer)
    {
        var handshake = new ForwardHandshake(Options.FluentSharedKey, Environment.MachineName, RandomNumberGenerator.GetBytes(NonceBytes));
        var answer = new ByteBuffer();
        handshake.WriteHelo(answer);
        await SendAsync(connection, answer);
        if (await NextAsync(connection, buffer) is not { } ping)
        {
            return false;
        }

        bool isWelcome = handshake.Answer(ping.Bytes.Span, answer);
        buffer.Consume(ping.Length);
        await SendAsync(connection, answer);
        return isWelcome;
    }

    /// <summary>The next message; null at the end of the connection.</summary>
    private async ValueTask<ForwardFrame?> NextAsync(ConnectionContext connection, FrameBuffer buffer)
    {
        var measure = new ForwardFraming(Options.MaxMessageBytes);
        while (true)
        {
            if (!buffer.IsEmpty && measure.TryTake(buffer.Received, out ForwardFrame frame))
            {
                return frame;
            }

            if (!await ReceiveAsync(connection, buffer))
            {
                return buffer.IsEmpty ? null : throw new MalformedMessageException("the connection ended within a message");
            }
        }
    }

    private async Task<bool> HandleAsync(ConnectionContext connection, ForwardFrame frame)
    {
        using var batch = new ForwardBatch(frame.Bytes, Time.GetUtcNow(), streams);
        if (!batch.TryOpen(api.Value.MaxDecodedWriteBytes))
        {
            return true;
        }

        if (!seen.Contains(batch.Chunk) && batch.IsLogs && !await ingest.StoreAsync(Protocol, batch, static (batch, batches) => batch.Decode(batches)))
        {
            // Without an answer the client sends the chunk again.
            return false;
        }

        if (!batch.Chunk.IsEmpty)
        {
            seen.Add(batch.Chunk);
            var answer = new ByteBuffer();
            ForwardMessage.WriteAck(batch.Chunk.Span, answer);
            await SendAsync(connection, answer);
        }

        return true;
    }
}
