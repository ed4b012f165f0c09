using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Obs.Protocols.Protobuf;

/// <summary>Writes protobuf fields into a growing buffer. A sub-message is written by another writer first; fields with the default value are the caller's to leave out.</summary>
public sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Starts over, keeping the memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Writes a varint without a tag.</summary>
    public void RawVarint(ulong value)
    {
        Span<byte> span = _bytes.GetSpan(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        _bytes.Advance(at);
    }

    /// <summary>Writes an integer field: int32, int64, uint32, uint64, bool or enum.</summary>
    public void Varint(int field, ulong value)
    {
        RawVarint((uint)field << 3);
        RawVarint(value);
    }

    /// <summary>Writes a sint32 or sint64 field.</summary>
    public void ZigZag(int field, long value) => Varint(field, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a double field; the bits of a NaN survive.</summary>
    public void Double(int field, double value)
    {
        RawVarint(((uint)field << 3) | 1);
        RawDouble(value);
    }

    /// <summary>Writes a fixed64 or sfixed64 field.</summary>
    public void Fixed64(int field, ulong value)
    {
        RawVarint(((uint)field << 3) | 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>Writes a double without a tag.</summary>
    public void RawDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>Writes a length-delimited field: a string, bytes, packed values or a sub-message.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> content)
    {
        RawVarint(((uint)field << 3) | 2);
        RawVarint((ulong)content.Length);
        Raw(content);
    }
}
