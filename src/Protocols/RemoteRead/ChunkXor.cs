using System.Numerics;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>One sequence of doubles of a Prometheus chunk, each as its XOR with the one before in a window of bits that is reused while it fits.</summary>
internal struct ChunkXor
{
    private const int MostLeading = 31;

    private ulong _last;
    private int _leading;
    private int _trailing;

    /// <summary>A sequence that begins with this value, which stands in the chunk already.</summary>
    public static ChunkXor After(double first) => new() { _last = BitConverter.DoubleToUInt64Bits(first), _leading = int.MaxValue };

    /// <summary>Appends the next value.</summary>
    public void Write(ChunkBits bits, double value)
    {
        ulong next = BitConverter.DoubleToUInt64Bits(value), xor = next ^ _last;
        _last = next;
        if (xor == 0)
        {
            bits.Write(0, 1);
            return;
        }

        int leading = Math.Min(BitOperations.LeadingZeroCount(xor), MostLeading), trailing = BitOperations.TrailingZeroCount(xor);
        if (leading >= _leading && trailing >= _trailing)
        {
            bits.Write(0b10, 2);
            bits.Write(xor >> _trailing, 64 - _leading - _trailing);
            return;
        }

        (_leading, _trailing) = (leading, trailing);
        int width = 64 - leading - trailing;
        bits.Write(0b11, 2);
        bits.Write((ulong)leading, 5);
        // All 64 bits are said as 0, which no change takes.
        bits.Write((ulong)width & 0x3F, 6);
        bits.Write(xor >> trailing, width);
    }
}
