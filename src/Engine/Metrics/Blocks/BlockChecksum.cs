using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>CRC32C, as the processor computes it.</summary>
internal static class BlockChecksum
{
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
