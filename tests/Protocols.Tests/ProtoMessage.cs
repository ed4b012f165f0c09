using System.Buffers.Binary;
using System.Text;

namespace Orleans.Obs.Protocols.Tests;

/// <summary>Writes protobuf field by field, in whatever order a test wants.</summary>
internal sealed class ProtoMessage
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtoMessage Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoMessage RawVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }

    public ProtoMessage Varint(int field, ulong value) => RawVarint((uint)field << 3).RawVarint(value);

    public ProtoMessage Int64(int field, long value) => Varint(field, (ulong)value);

    public ProtoMessage ZigZag(int field, long value) => Varint(field, Zig(value));

    public ProtoMessage Double(int field, double value) => RawVarint(((uint)field << 3) | 1).RawDouble(value);

    public ProtoMessage RawDouble(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Raw(bytes);
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> bytes) => RawVarint(((uint)field << 3) | 2).RawVarint((ulong)bytes.Length).Raw(bytes);

    public ProtoMessage Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Message(int field, ProtoMessage message) => Bytes(field, message.ToArray());

    public ProtoMessage PackedZigZag(int field, params long[] values)
    {
        var inner = new ProtoMessage();
        foreach (long value in values)
        {
            inner.RawVarint(Zig(value));
        }

        return Message(field, inner);
    }

    public ProtoMessage PackedVarint(int field, params uint[] values)
    {
        var inner = new ProtoMessage();
        foreach (uint value in values)
        {
            inner.RawVarint(value);
        }

        return Message(field, inner);
    }

    public ProtoMessage PackedDouble(int field, params double[] values)
    {
        var inner = new ProtoMessage();
        foreach (double value in values)
        {
            inner.RawDouble(value);
        }

        return Message(field, inner);
    }

    private static ulong Zig(long value) => (ulong)((value << 1) ^ (value >> 63));
}
