using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Listeners;

/// <summary>
/// What TCP listeners have in common: so many connections and no more, an end to connections that fall silent, memory that is bounded, and whatever a client sends that is not the
/// protocol ends its own connection and nothing else.
/// </summary>
internal abstract partial class LogsListener(WriteBudget budget, IOptions<ListenerOptions> options, TimeProvider time, ILogger logger) : ConnectionHandler
{
    private static readonly TimeSpan RetryMemoryEvery = TimeSpan.FromMilliseconds(100);

    private int _connections;

    protected ListenerOptions Options => options.Value;

    protected TimeProvider Time => time;

    /// <summary>The protocol's name in messages.</summary>
    protected abstract string Protocol { get; }

    public sealed override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            if (Interlocked.Increment(ref _connections) > Options.MaxConnections)
            {
                LogTooMany(Protocol, Options.MaxConnections);
                return;
            }

            await ServeAsync(connection);
        }
        catch (Exception exception) when (exception is MalformedMessageException or OversizedMessageException)
        {
            LogMalformed(Protocol, connection.RemoteEndPoint?.ToString(), exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            LogEnded(Protocol, connection.RemoteEndPoint?.ToString());
        }
#pragma warning disable CA1031 // The boundary of the listener: a defect ends one connection; its client sends again what was not acknowledged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, Protocol, connection.RemoteEndPoint?.ToString());
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>Serves one connection until it ends.</summary>
    protected abstract Task ServeAsync(ConnectionContext connection);

    /// <summary>Reads what comes next into a buffer; false when nothing comes any more.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="buffer">What the bytes are added to.</param>
    /// <exception cref="OperationCanceledException">The connection was silent for too long.</exception>
    protected async ValueTask<bool> ReceiveAsync(ConnectionContext connection, FrameBuffer buffer)
    {
        PipeReader input = connection.Transport.Input;
        using var silence = new CancellationTokenSource(buffer.IsEmpty ? Options.IdleTimeout : Options.StallTimeout, time);

        // Not when the client has closed the connection: what it sent before that is still to be read.
        CancellationToken shutdown = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, shutdown);
        ReadResult read = await input.ReadAsync(stop.Token);
        while (!TryAppend(buffer, read.Buffer))
        {
            // The client waits with us: what is not read here is not sent there.
            await Task.Delay(RetryMemoryEvery, time, stop.Token);
        }

        bool any = !read.Buffer.IsEmpty;
        input.AdvanceTo(read.Buffer.End);
        return any || !read.IsCompleted;
    }

    /// <summary>Sends an answer and starts it over; a client that does not take it is left.</summary>
    protected async ValueTask SendAsync(ConnectionContext connection, ByteBuffer answer)
    {
        using var patience = new CancellationTokenSource(Options.StallTimeout, time);
        connection.Transport.Output.Write(answer.Written);
        answer.Clear();
        await connection.Transport.Output.FlushAsync(patience.Token);
    }

    /// <summary>A buffer for one connection.</summary>
    protected FrameBuffer CreateBuffer() => new(new WriteReservation(budget, Options.Tenant));

    private static bool TryAppend(FrameBuffer buffer, ReadOnlySequence<byte> bytes)
    {
        try
        {
            buffer.Append(bytes);
            return true;
        }
        catch (WriteRefusedException)
        {
            return false;
        }
    }

    [LoggerMessage(2401, LogLevel.Warning, "{Protocol}: more than {Limit} connections, a new one is closed")]
    private partial void LogTooMany(string protocol, int limit);

    [LoggerMessage(2402, LogLevel.Warning, "{Protocol}: the connection of {Client} is closed: {Reason}")]
    private partial void LogMalformed(string protocol, string? client, string reason);

    [LoggerMessage(2403, LogLevel.Debug, "{Protocol}: the connection of {Client} ended")]
    private partial void LogEnded(string protocol, string? client);

    [LoggerMessage(2404, LogLevel.Error, "{Protocol}: the connection of {Client} is closed")]
    private partial void LogFailed(Exception exception, string protocol, string? client);
}
