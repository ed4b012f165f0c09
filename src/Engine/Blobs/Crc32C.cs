using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.Obs.Engine.Blobs;

/// <summary>CRC-32C (Castagnoli) by the processor's own instruction, the checksum of logs and blocks.</summary>
public static class Crc32C
{
    /// <summary>The checksum of bytes, or of what <paramref name="start"/> is the checksum of, followed by these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        uint crc = ~start;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
