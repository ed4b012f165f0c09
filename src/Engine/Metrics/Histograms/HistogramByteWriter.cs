using System.Buffers.Binary;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Writes the pieces of a histogram's binary form; without a destination it only counts bytes.</summary>
internal ref struct HistogramByteWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    public void Byte(byte value)
    {
        if (!_destination.IsEmpty)
        {
            _destination[Length] = value;
        }

        Length++;
    }

    public void Double(double value)
    {
        if (!_destination.IsEmpty)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_destination[Length..], BitConverter.DoubleToInt64Bits(value));
        }

        Length += sizeof(double);
    }

    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    public void Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));
}
