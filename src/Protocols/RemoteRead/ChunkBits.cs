using System.Buffers.Binary;
using System.Numerics;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>
/// The bit stream of a Prometheus chunk while it is written: it grows, bits go in from the highest, and integers take a number of bits that a unary prefix announces. Reused from
/// chunk to chunk.
/// </summary>
internal sealed class ChunkBits
{
    // BitWriter stores eight bytes at a time.
    private const int Slack = 16;

    private byte[] _bytes = new byte[1024];
    private int _bits;

    /// <summary>The chunk so far; the last byte is filled up with zeros.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, (_bits + 7) / 8);

    /// <summary>Starts a chunk: two bytes for the number of samples, which <see cref="SetCount"/> fills.</summary>
    public void Begin()
    {
        _bytes.AsSpan(0, 2).Clear();
        _bits = 16;
    }

    /// <summary>Says how many samples there are.</summary>
    public void SetCount(int samples) => BinaryPrimitives.WriteUInt16BigEndian(_bytes, (ushort)samples);

    /// <summary>Appends the lowest <paramref name="count"/> bits.</summary>
    public void Write(ulong bits, int count)
    {
        if (count == 0)
        {
            return;
        }

        if (_bytes.Length * 8 - _bits < count + (Slack * 8))
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        var writer = new BitWriter(_bytes, _bits);
        writer.Write(bits, count);
        _bits = writer.Length;
    }

    /// <summary>Appends a double as it is.</summary>
    public void Write(double value) => Write(BitConverter.DoubleToUInt64Bits(value), 64);

    /// <summary>Appends a signed varint in whole bytes of the stream, as the first timestamp of an XOR chunk is.</summary>
    public void WriteVarint(long value) => WriteUVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Appends an unsigned varint in whole bytes of the stream.</summary>
    public void WriteUVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Write((byte)(value | 0x80), 8);
        }

        Write(value, 8);
    }

    /// <summary>Appends an integer in 1 to 72 bits, fewer for smaller ones.</summary>
    public void WriteVarbit(long value)
    {
        ReadOnlySpan<int> widths = [3, 6, 9, 12, 18, 25, 56];
        if (value == 0)
        {
            Write(0, 1);
            return;
        }

        for (int i = 0; i < widths.Length; i++)
        {
            if (Fits(value, widths[i]))
            {
                WritePrefixed((ulong)value, i, widths[i]);
                return;
            }
        }

        WritePrefixed((ulong)value, widths.Length, 64);
    }

    /// <summary>The same for what is never negative.</summary>
    public void WriteVarbit(ulong value)
    {
        ReadOnlySpan<int> widths = [3, 6, 9, 12, 18, 25, 56];
        if (value == 0)
        {
            Write(0, 1);
            return;
        }

        int needed = 64 - BitOperations.LeadingZeroCount(value);
        for (int i = 0; i < widths.Length; i++)
        {
            if (needed <= widths[i])
            {
                WritePrefixed(value, i, widths[i]);
                return;
            }
        }

        WritePrefixed(value, widths.Length, 64);
    }

    /// <summary>Can a value be told from its lowest bits, as Prometheus cuts it? The range is one longer upwards than two's complement.</summary>
    public static bool Fits(long value, int bits) => -((1L << (bits - 1)) - 1) <= value && value <= 1L << (bits - 1);

    // One 1 more than the class' number and a 0, save for the last class, which needs no 0.
    private void WritePrefixed(ulong value, int @class, int bits)
    {
        if (bits == 64)
        {
            Write(0xFF, 8);
        }
        else
        {
            Write((1UL << (@class + 2)) - 2, @class + 2);
        }

        Write(bits == 64 ? value : value & ((1UL << bits) - 1), bits);
    }
}
