namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>
/// Writes floats as a Prometheus chunk with the encoding XOR: the first sample's time as a varint and its value whole; the second's distance as a varint; then deltas of distances
/// in 1, 16, 20, 24 or 68 bits; values by <see cref="ChunkXor"/>.
/// </summary>
internal static class FloatChunkWriter
{
    /// <summary>Writes the samples, at least one, in order of time.</summary>
    public static void Write(ChunkBits bits, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        bits.Begin();
        bits.SetCount(timestamps.Length);
        bits.WriteVarint(timestamps[0]);
        bits.Write(values[0]);
        ChunkXor xor = ChunkXor.After(values[0]);
        long delta = 0;
        for (int i = 1; i < timestamps.Length; i++)
        {
            long next = timestamps[i] - timestamps[i - 1];
            if (i == 1)
            {
                bits.WriteUVarint((ulong)next);
            }
            else
            {
                WriteDeltaOfDelta(bits, next - delta);
            }

            delta = next;
            xor.Write(bits, values[i]);
        }
    }

    private static void WriteDeltaOfDelta(ChunkBits bits, long change)
    {
        if (change == 0)
        {
            bits.Write(0, 1);
        }
        else if (ChunkBits.Fits(change, 14))
        {
            bits.Write(0b10, 2);
            bits.Write((ulong)change & ((1 << 14) - 1), 14);
        }
        else if (ChunkBits.Fits(change, 17))
        {
            bits.Write(0b110, 3);
            bits.Write((ulong)change & ((1 << 17) - 1), 17);
        }
        else if (ChunkBits.Fits(change, 20))
        {
            bits.Write(0b1110, 4);
            bits.Write((ulong)change & ((1 << 20) - 1), 20);
        }
        else
        {
            bits.Write(0b1111, 4);
            bits.Write((ulong)change, 64);
        }
    }
}
