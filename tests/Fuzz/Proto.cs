using System.Text;

namespace Orleans.Obs.Fuzz;

/// <summary>Fields of protobuf messages.</summary>
internal static class Proto
{
    public static byte[] Of(params byte[][] fields) => [.. fields.SelectMany(static field => field)];

    public static byte[] Text(int number, string text) => Bytes(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(int number, byte[] content) => [.. Number((ulong)((number << 3) | 2)), .. Number((ulong)content.Length), .. content];

    public static byte[] Varint(int number, long value) => [.. Number((ulong)(number << 3)), .. Number((ulong)value)];

    public static byte[] Double(int number, double value) => Fixed(number, BitConverter.DoubleToInt64Bits(value));

    public static byte[] Fixed(int number, long value) => [.. Number((ulong)((number << 3) | 1)), .. BitConverter.GetBytes(value)];

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
