using System.Buffers.Binary;

namespace Orleans.Obs.Protocols.Protobuf;

/// <summary>Writes protobuf fields into one growing buffer; fields with the default value are the caller's to leave out. Reusable, not thread-safe.</summary>
public sealed class ProtoWriter
{
    /// <summary>Room for the length of a sub-message that is written in place: a varint may have leading zeros.</summary>
    private const int PaddedLengthSize = 5;

    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => WrittenMemory.Span;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Starts over, keeping the memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes a varint without a tag.</summary>
    public void RawVarint(ulong value)
    {
        Span<byte> span = GetSpan(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        _length += at;
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

    /// <summary>Writes a fixed32 or sfixed32 field.</summary>
    public void Fixed32(int field, uint value)
    {
        RawVarint(((uint)field << 3) | 5);
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(4), value);
        _length += 4;
    }

    /// <summary>Writes a fixed64 or sfixed64 field.</summary>
    public void Fixed64(int field, ulong value)
    {
        RawVarint(((uint)field << 3) | 1);
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(8), value);
        _length += 8;
    }

    /// <summary>Writes a double without a tag.</summary>
    public void RawDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(GetSpan(8), value);
        _length += 8;
    }

    /// <summary>Writes a length-delimited field: a string, bytes, packed values or a sub-message.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> content)
    {
        RawVarint(((uint)field << 3) | 2);
        RawVarint((ulong)content.Length);
        Raw(content);
    }

    /// <summary>Begins a length-delimited field of a length not known yet; the result goes to <see cref="EndMessage"/>.</summary>
    public int BeginMessage(int field)
    {
        RawVarint(((uint)field << 3) | 2);
        GetSpan(PaddedLengthSize);
        _length += PaddedLengthSize;
        return _length;
    }

    /// <summary>Ends the field that began at <paramref name="start"/>.</summary>
    public void EndMessage(int start)
    {
        int length = _length - start;
        Span<byte> span = _buffer.AsSpan(start - PaddedLengthSize, PaddedLengthSize);
        for (int i = 0; i < PaddedLengthSize; i++, length >>= 7)
        {
            span[i] = (byte)(i < PaddedLengthSize - 1 ? length | 0x80 : length);
        }
    }

    /// <summary>Room for at least <paramref name="size"/> bytes, to be taken by <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_buffer.Length - _length < size)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(_buffer.Length * 2L, (long)_length + size), Array.MaxLength));
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>Takes bytes that were written into the room.</summary>
    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _buffer.Length - _length);
        _length += bytes;
    }
}
