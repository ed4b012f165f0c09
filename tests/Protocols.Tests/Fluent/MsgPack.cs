using System.Buffers.Binary;
using System.Text;

namespace Orleans.Obs.Protocols.Tests.Fluent;

/// <summary>Writes MessagePack for tests, in the forms that clients use.</summary>
internal static class MsgPack
{
    public static byte[] Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static byte[] Text(byte[] utf8) => utf8.Length < 32 ? [(byte)(0xA0 | utf8.Length), .. utf8]
        : utf8.Length < 256 ? [0xD9, (byte)utf8.Length, .. utf8]
        : [0xDA, (byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8];

    public static byte[] Binary(byte[] bytes) => [0xC5, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    public static byte[] Integer(long value)
    {
        if (value is >= 0 and < 128)
        {
            return [(byte)value];
        }

        byte[] bytes = new byte[9];
        bytes[0] = 0xD3;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    public static byte[] Array(params byte[][] items) => [(byte)(0x90 | items.Length), .. items.SelectMany(static item => item)];

    public static byte[] Map(params (string Name, byte[] Value)[] pairs) => [(byte)(0x80 | pairs.Length), .. pairs.SelectMany(static pair => (byte[])[.. Text(pair.Name), .. pair.Value])];
}
