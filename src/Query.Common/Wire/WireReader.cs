using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote. Every length is held against what is left before it is used.</summary>
public ref struct WireReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>A byte.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>A flag.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public bool Flag() => Byte() != 0;

    /// <summary>A varint.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public long Count()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new WireFormatException();
    }

    /// <summary>A count of things that take at least <paramref name="size"/> bytes each.</summary>
    /// <exception cref="WireFormatException">There is no room for so many.</exception>
    public int CountOf(int size)
    {
        long count = Count();
        return count >= 0 && count <= _rest.Length / Math.Max(size, 1) ? (int)count : throw new WireFormatException();
    }

    /// <summary>A number of eight bytes.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A number of eight bytes.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Numbers as they lie in memory; as many as there is room for.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public void Raw<T>(scoped Span<T> destination)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        Take(bytes.Length).CopyTo(bytes);
    }

    /// <summary>Bytes behind their length.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public ReadOnlySpan<byte> Bytes() => Take(CountOf(1));

    /// <summary>A text behind its length; see <see cref="GoLiteral.Decode"/> for bytes that are no UTF-8.</summary>
    /// <exception cref="WireFormatException">Something else stands there.</exception>
    public string Text() => GoLiteral.Decode(Bytes());

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new WireFormatException();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
