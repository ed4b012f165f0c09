using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Wire;

/// <summary>Writes plans and answers: little-endian, lengths as varints. <see cref="WireReader"/> is its mirror.</summary>
public sealed class WireWriter
{
    private byte[] _buffer = new byte[512];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until more is.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>A byte.</summary>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>A flag.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A varint.</summary>
    public void Count(long value)
    {
        Span<byte> destination = Take(10);
        int at = 0;
        for (ulong rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                destination[at++] = (byte)rest;
                break;
            }

            destination[at++] = (byte)(rest | 0x80);
        }

        Length -= 10 - at;
    }

    /// <summary>A number of eight bytes.</summary>
    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>A number of eight bytes.</summary>
    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    /// <summary>The bytes of numbers as they lie in memory, without their count.</summary>
    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Take(bytes.Length));
    }

    /// <summary>Bytes behind their length.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>A text behind its length.</summary>
    public void Text(string value) => Bytes(GoLiteral.Encode(value));

    /// <summary>Room for bytes that the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        if (Length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(Length + count, 2 * _buffer.Length));
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
