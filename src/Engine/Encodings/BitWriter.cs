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

    /// <summary>Appends the lowest <paramref name="count"/> bits (1 to 64) of <paramref name="bits"/>.</summary>
    public void Write(ulong bits, int count)
    {
        while (count > 0)
        {
            int used = Length & 7;
            int take = Math.Min(8 - used, count);
            byte part = (byte)(((bits >> (count - take)) & ((1UL << take) - 1)) << (8 - used - take));
            ref byte at = ref _destination[Length >> 3];
            at = used == 0 ? part : (byte)(at | part);
            Length += take;
            count -= take;
        }
    }
}
