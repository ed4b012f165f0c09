using System.Buffers.Binary;

namespace Orleans.Obs.Engine.Encodings;

/// <summary>
/// Appends bits, highest first, to a buffer whose first byte may be partly used already. Bits behind the end are zero, so a reader that stops at a known
/// count of bits may look at the buffer while the next ones are being added.
/// </summary>
public ref struct BitWriter(Span<byte> destination, int usedBits)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bits in the buffer, those that were there at the start included.</summary>
    public int Length { get; private set; } = usedBits;

    /// <summary>Appends the lowest <paramref name="count"/> bits (1 to 64) of <paramref name="bits"/>. Needs eight bytes of room behind the bits it adds.</summary>
    public void Write(ulong bits, int count)
    {
        if (count > 56)
        {
            Write(bits >> 32, count - 32);
            (bits, count) = (bits & uint.MaxValue, 32);
        }

        int used = Length & 7;
        Span<byte> at = _destination[(Length >> 3)..];
        ulong before = used == 0 ? 0 : (ulong)at[0] << 56;
        BinaryPrimitives.WriteUInt64BigEndian(at, before | ((bits << (64 - count)) >> used));
        Length += count;
    }
}
