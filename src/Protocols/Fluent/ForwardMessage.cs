using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>
/// One message of the forward protocol: <c>[tag, time, record, option?]</c>, <c>[tag, [[time, record]…], option?]</c> or <c>[tag, packed, option?]</c>, where packed is a binary of
/// <c>[time, record]</c> one after the other, compressed or not.
/// </summary>
public readonly ref struct ForwardMessage
{
    private ForwardMessage(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> events, bool isBare)
    {
        Tag = tag;
        Events = events;
        IsBare = isBare;
    }

    /// <summary>What kind of events these are; the routing key of the protocol.</summary>
    public ReadOnlySpan<byte> Tag { get; }

    /// <summary>The events' bytes, compressed when <see cref="Compression"/> says so; read by <see cref="ForwardEvents"/>.</summary>
    public ReadOnlySpan<byte> Events { get; }

    /// <summary>Whether there is one event, without an array around it.</summary>
    public bool IsBare { get; }

    /// <summary>What the client wants to hear when the events are safe; empty when nothing.</summary>
    public ReadOnlySpan<byte> Chunk { get; private init; }

    /// <summary>The name of the compression; empty when there is none.</summary>
    public ReadOnlySpan<byte> Compression { get; private init; }

    /// <summary>0 for logs, 1 for metrics, 2 for traces.</summary>
    public long Signal { get; private init; }

    /// <summary>Reads a message; false for a heartbeat.</summary>
    /// <exception cref="Protobuf.MalformedMessageException">It is none.</exception>
    public static bool TryRead(ReadOnlySpan<byte> value, out ForwardMessage message)
    {
        message = default;
        var reader = new MsgPackReader(value);
        if (reader.Kind == MsgPackKind.Nil)
        {
            return false;
        }

        int count = reader.ReadArrayHeader();
        if (count is < 2 or > 4)
        {
            MsgPackReader.Fail();
        }

        ReadOnlySpan<byte> tag = reader.ReadBytes();
        int options = count - 2;
        switch (reader.Kind)
        {
            case MsgPackKind.Bytes:
                message = new ForwardMessage(tag, reader.ReadBytes(), isBare: false);
                break;
            case MsgPackKind.Array when count < 4:
                int start = reader.Position;
                reader.Skip();
                var events = new MsgPackReader(value[start..reader.Position]);
                events.ReadArrayHeader();
                message = new ForwardMessage(tag, value[(start + events.Position)..reader.Position], isBare: false);
                break;
            default:
                int pair = reader.Position;
                reader.Skip();
                reader.Skip();
                message = new ForwardMessage(tag, value[pair..reader.Position], isBare: true);
                options--;
                break;
        }

        if (options > 0 && reader.Kind == MsgPackKind.Map)
        {
            message = message.With(reader);
        }

        return true;
    }

    /// <summary>Writes the answer that a chunk is safe: <c>{"ack": chunk}</c>.</summary>
    public static void WriteAck(ReadOnlySpan<byte> chunk, ByteBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        MsgPackOutput.Map(1, destination);
        MsgPackOutput.Text("ack"u8, destination);
        MsgPackOutput.Text(chunk, destination);
    }

    private ForwardMessage With(MsgPackReader option)
    {
        ReadOnlySpan<byte> chunk = default, compression = default;
        long signal = 0;
        for (int pairs = option.ReadMapHeader(); pairs > 0; pairs--)
        {
            ReadOnlySpan<byte> name = default;
            if (option.Kind == MsgPackKind.Bytes)
            {
                name = option.ReadBytes();
            }
            else
            {
                option.Skip();
            }

            if (name.SequenceEqual("chunk"u8) && option.Kind == MsgPackKind.Bytes)
            {
                chunk = option.ReadBytes();
            }
            else if (name.SequenceEqual("compressed"u8) && option.Kind == MsgPackKind.Bytes)
            {
                compression = option.ReadBytes();
            }
            else if (name.SequenceEqual("fluent_signal"u8) && option.Kind == MsgPackKind.Integer)
            {
                signal = option.ReadInteger();
            }
            else
            {
                option.Skip();
            }
        }

        return this with { Chunk = chunk, Compression = compression.SequenceEqual("text"u8) ? default : compression, Signal = signal };
    }
}
