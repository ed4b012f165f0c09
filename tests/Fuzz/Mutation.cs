using System.Buffers.Binary;

namespace Orleans.Obs.Fuzz;

/// <summary>Turns valid inputs into ones that are nearly valid: flipped bits, extreme numbers, pieces cut out, doubled, moved, and taken from other inputs.</summary>
internal sealed class Mutation(byte[][] corpus, Random random)
{
    private const int LargestInput = 1 << 16;

    private static readonly byte[] Extremes = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x40, 0x20];

    public byte[] Next()
    {
        if (random.Next(50) == 0)
        {
            byte[] noise = new byte[random.Next(random.Next(2) == 0 ? 16 : 2000)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = new List<byte>(Any());
        for (int changes = 1 << random.Next(5); changes > 0; changes--)
        {
            Change(bytes);
        }

        return bytes.Count > LargestInput ? [.. bytes.Take(LargestInput)] : [.. bytes];
    }

    private byte[] Any() => corpus[random.Next(corpus.Length)];

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1), length = Math.Min(random.Next(1, random.Next(2) == 0 ? 9 : 200), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Extremes[random.Next(Extremes.Length)];
                break;
            case 2 when at < bytes.Count:
                bytes[at] += (byte)random.Next(-3, 4);
                break;
            case 3:
                bytes.InsertRange(at, Number());
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                byte[] other = Any();
                int from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(100), other.Length - from)).ToArray());
                break;
            case 7 when bytes.Count - at >= 8:
                byte[] number = Number();
                for (int i = 0; i < number.Length && at + i < bytes.Count; i++)
                {
                    bytes[at + i] = number[i];
                }

                break;
            case 8 when random.Next(8) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private byte[] Number()
    {
        long value = random.Next(6) switch
        {
            0 => long.MaxValue,
            1 => long.MinValue,
            2 => int.MaxValue + (long)random.Next(-1, 3),
            3 => 1L << random.Next(63),
            4 => -1,
            _ => random.Next(1000),
        };
        if (random.Next(2) == 0)
        {
            byte[] wide = new byte[random.Next(2) == 0 ? 4 : 8];
            (wide.Length == 8 ? (Action)(() => BinaryPrimitives.WriteInt64LittleEndian(wide, value)) : () => BinaryPrimitives.WriteInt32LittleEndian(wide, unchecked((int)value)))();
            return wide;
        }

        var varint = new List<byte>();
        ulong rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            varint.Add((byte)(rest | 0x80));
        }

        varint.Add((byte)rest);
        return [.. varint];
    }
}
