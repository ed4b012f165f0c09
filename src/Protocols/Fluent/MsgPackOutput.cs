using System.Buffers.Binary;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Writes MessagePack.</summary>
internal static class MsgPackOutput
{
    public static void Nil(ByteBuffer destination) => destination.Append(0xC0);

    public static void Boolean(bool value, ByteBuffer destination) => destination.Append(value ? (byte)0xC3 : (byte)0xC2);

    public static void Integer(long value, ByteBuffer destination)
    {
        destination.Append(0xD3);
        BinaryPrimitives.WriteInt64BigEndian(destination.Reserve(8), value);
        destination.Advance(8);
    }

    public static void Float(double value, ByteBuffer destination)
    {
        destination.Append(0xCB);
        BinaryPrimitives.WriteDoubleBigEndian(destination.Reserve(8), value);
        destination.Advance(8);
    }

    public static void Array(int count, ByteBuffer destination) => WriteHead(count, 0x90, 16, 0xDD, destination);

    public static void Map(int pairs, ByteBuffer destination) => WriteHead(pairs, 0x80, 16, 0xDF, destination);

    public static void Text(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        if (text.Length is >= 32 and <= byte.MaxValue)
        {
            destination.Append(0xD9);
            destination.Append((byte)text.Length);
        }
        else
        {
            WriteHead(text.Length, 0xA0, 32, 0xDB, destination);
        }

        destination.Append(text);
    }

    /// <summary>A small size is part of the first byte; a larger one follows it in four.</summary>
    private static void WriteHead(int size, byte small, int smallBelow, byte large, ByteBuffer destination)
    {
        if (size < smallBelow)
        {
            destination.Append((byte)(small | size));
            return;
        }

        destination.Append(large);
        BinaryPrimitives.WriteInt32BigEndian(destination.Reserve(4), size);
        destination.Advance(4);
    }
}
