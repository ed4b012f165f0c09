namespace Orleans.Obs.Protocols.Fluent;

/// <summary>One message of a forward stream, in MessagePack.</summary>
/// <param name="Bytes">The message.</param>
/// <param name="Length">How many bytes of the stream it took.</param>
public readonly record struct ForwardFrame(ReadOnlyMemory<byte> Bytes, int Length);
