using System.Buffers.Binary;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Writes the few MessagePack values that answers consist of.</summary>
internal static class MsgPackOutput
{
    public static void Array(int count, ByteBuffer destination) => destination.Append((byte)(0x90 | count));

    public static void Map(int pairs, ByteBuffer destination) => destination.Append((byte)(0x80 | pairs));

    public static void Boolean(bool value, ByteBuffer destination) => destination.Append(value ? (byte)0xC3 : (byte)0xC2);

    public static void Text(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        if (text.Length < 0x20)
        {
            destination.Append((byte)(0xA0 | text.Length));
        }
        else if (text.Length <= byte.MaxValue)
        {
            destination.Append(0xD9);
            destination.Append((byte)text.Length);
        }
        else
        {
            destination.Append(0xDB);
            BinaryPrimitives.WriteInt32BigEndian(destination.Reserve(4), text.Length);
            destination.Advance(4);
        }

        destination.Append(text);
    }
}
