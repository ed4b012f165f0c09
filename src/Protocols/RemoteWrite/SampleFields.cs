using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>A Sample message of either version: value, timestamp, and in version 2 a start timestamp.</summary>
internal readonly record struct SampleFields(long Timestamp, double Value, long StartTimestamp)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SampleFields Decode(ReadOnlySpan<byte> message)
    {
        // What every sender writes: 09, eight bytes, 10, and six bytes of varint for any time between 2004 and 2109.
        if (message.Length == 16 && message[0] == 0x09 && message[9] == 0x10)
        {
            ulong varint = BinaryPrimitives.ReadUInt64LittleEndian(message[8..]) >> 16;
            if ((varint & 0x8080_8080_8080) == 0x0080_8080_8080)
            {
                ulong time = (varint & 0x7F) | (varint >> 1 & 0x3F80) | (varint >> 2 & 0x1F_C000) | (varint >> 3 & 0xFE0_0000) | (varint >> 4 & 0x7_F000_0000)
                    | (varint >> 5 & 0x3F8_0000_0000);
                return new SampleFields((long)time, BinaryPrimitives.ReadDoubleLittleEndian(message[1..]), 0);
            }
        }

        return DecodeAnyOrder(message);
    }

    private static SampleFields DecodeAnyOrder(ReadOnlySpan<byte> message)
    {
        long timestamp = 0, start = 0;
        double value = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                case 2 << 3:
                    timestamp = reader.ReadInt64();
                    break;
                case 3 << 3:
                    start = reader.ReadInt64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return new SampleFields(timestamp, value, start);
    }
}
