using System.Buffers.Binary;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>
/// Finds where a MessagePack value ends while it is still coming in. It goes on where it stopped, so that a value that arrives in many pieces is looked at once, and needs no memory for
/// depth: it counts how many values must still follow.
/// </summary>
/// <param name="limit">The longest value, bytes.</param>
public struct MsgPackMeter(int limit)
{
    private long _expected = 1;
    private long _at;

    /// <summary>Bytes of the value, once it is complete.</summary>
    public readonly int Length => (int)_at;

    /// <summary>Looks at what has come in: everything from the value's first byte on.</summary>
    public MsgPackExtent Measure(ReadOnlySpan<byte> received)
    {
        while (_expected > 0)
        {
            // What must still follow takes at least a byte each.
            if (_at + _expected > limit)
            {
                return MsgPackExtent.TooLong;
            }

            if (_at >= received.Length)
            {
                return MsgPackExtent.Incomplete;
            }

            ReadOnlySpan<byte> rest = received[(int)_at..];
            byte head = rest[0];
            int sizeBytes = SizeBytesOf(head);
            if (rest.Length < 1 + sizeBytes)
            {
                return MsgPackExtent.Incomplete;
            }

            if (head == 0xC1)
            {
                return MsgPackExtent.Malformed;
            }

            uint size = sizeBytes switch
            {
                0 => 0,
                1 => rest[1],
                2 => BinaryPrimitives.ReadUInt16BigEndian(rest[1..]),
                _ => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
            };
            _at += 1 + sizeBytes + BodyOf(head, size);
            _expected += ChildrenOf(head, size) - 1;
        }

        return _at > limit ? MsgPackExtent.TooLong : _at > received.Length ? MsgPackExtent.Incomplete : MsgPackExtent.Complete;
    }

    /// <summary>Bytes after the first that state a size.</summary>
    private static int SizeBytesOf(byte head) => head switch
    {
        0xC4 or 0xC7 or 0xD9 => 1,
        0xC5 or 0xC8 or 0xDA or 0xDC or 0xDE => 2,
        0xC6 or 0xC9 or 0xDB or 0xDD or 0xDF => 4,
        _ => 0,
    };

    /// <summary>Bytes that follow and are no values.</summary>
    private static long BodyOf(byte head, uint size) => head switch
    {
        >= 0xA0 and <= 0xBF => head & 0x1F,
        >= 0xC4 and <= 0xC6 or >= 0xD9 and <= 0xDB => size,
        >= 0xC7 and <= 0xC9 => size + 1L,
        0xCC or 0xD0 => 1,
        0xCD or 0xD1 => 2,
        0xCA or 0xCE or 0xD2 => 4,
        0xCB or 0xCF or 0xD3 => 8,
        >= 0xD4 and <= 0xD8 => 1 + (1 << (head - 0xD4)),
        _ => 0,
    };

    /// <summary>Values that follow as parts of this one.</summary>
    private static long ChildrenOf(byte head, uint size) => head switch
    {
        >= 0x80 and <= 0x8F => 2 * (head & 0xF),
        >= 0x90 and <= 0x9F => head & 0xF,
        0xDC or 0xDD => size,
        0xDE or 0xDF => 2L * size,
        _ => 0,
    };
}
