using System.Buffers.Binary;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Reads the pieces of a histogram's binary form. Every length is held against the bytes that are left before anything is allocated for it.</summary>
internal ref struct HistogramByteReader(ReadOnlySpan<byte> source)
{
    /// <summary>The largest count that is written as an integer, 2^53: up to here every whole number is a double.</summary>
    public const long LargestWholeCount = 1L << 53;

    private ReadOnlySpan<byte> _rest = source;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Damaged();
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public double Double()
    {
        if (_rest.Length < sizeof(double))
        {
            throw Damaged();
        }

        long bits = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(double)..];
        return BitConverter.Int64BitsToDouble(bits);
    }

    /// <summary>How many items follow, each of at least <paramref name="itemSize"/> bytes.</summary>
    public int Length(int itemSize)
    {
        ulong value = Varint();
        return value <= (ulong)(_rest.Length / itemSize) ? (int)value : throw Damaged();
    }

    public int Int32()
    {
        long value = Zigzag();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged();
    }

    public uint SpanLength()
    {
        ulong value = Varint();
        return value <= uint.MaxValue ? (uint)value : throw Damaged();
    }

    public long WholeCount()
    {
        ulong value = Varint();
        return value <= LargestWholeCount ? (long)value : throw Damaged();
    }

    /// <summary>The count that follows <paramref name="previous"/>, of which the difference is stored.</summary>
    public long NextWholeCount(long previous)
    {
        long value = unchecked(previous + Zigzag());
        return value is >= 0 and <= LargestWholeCount ? value : throw Damaged();
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw Damaged();
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    private long Zigzag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static InvalidDataException Damaged() => new("a histogram's binary form is damaged");
}
