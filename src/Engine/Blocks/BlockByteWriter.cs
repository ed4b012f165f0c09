using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>A growing buffer of bytes with the block format's primitive forms.</summary>
internal sealed class BlockByteWriter(int capacity = 1024)
{
    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void WriteVarint(ulong value) => Length += Varint.Write(GetSpan(Varint.MaxSize), value);

    public void WriteVarint(long value) => WriteVarint((ulong)value);

    public void WriteSigned(long value) => WriteVarint(Varint.ZigZag(value));

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(4), value);
        Length += 4;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for at least <paramref name="bytes"/> bytes behind what is written.</summary>
    public Span<byte> GetSpan(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)Length + bytes)));
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;
}
