using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>
/// Reads MessagePack value by value, without objects. Texts and binaries are the same to it, since clients have always mixed them. Every failure is a
/// <see cref="MalformedMessageException"/>.
/// </summary>
public ref struct MsgPackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>True when everything was read.</summary>
    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <summary>The kind of the next value.</summary>
    public readonly MsgPackKind Kind => AtEnd ? FailKind() : KindOf(_bytes[Position]);

    /// <summary>Reads how many values an array has.</summary>
    public int ReadArrayHeader()
    {
        byte head = ReadByte();
        uint count = head switch
        {
            >= 0x90 and <= 0x9F => head & 0xFu,
            0xDC => (uint)ReadBigEndian(2),
            0xDD => (uint)ReadBigEndian(4),
            _ => FailHead(),
        };
        return CheckCount(count, 1);
    }

    /// <summary>Reads how many pairs a map has.</summary>
    public int ReadMapHeader()
    {
        byte head = ReadByte();
        uint count = head switch
        {
            >= 0x80 and <= 0x8F => head & 0xFu,
            0xDE => (uint)ReadBigEndian(2),
            0xDF => (uint)ReadBigEndian(4),
            _ => FailHead(),
        };
        return CheckCount(count, 2);
    }

    /// <summary>Reads a text or a binary.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        byte head = ReadByte();
        return Take(head switch
        {
            >= 0xA0 and <= 0xBF => head & 0x1Fu,
            0xC4 or 0xD9 => (uint)ReadBigEndian(1),
            0xC5 or 0xDA => (uint)ReadBigEndian(2),
            0xC6 or 0xDB => (uint)ReadBigEndian(4),
            _ => FailHead(),
        });
    }

    /// <summary>Reads a whole number; those above what 64 bits with a sign hold become the largest.</summary>
    public long ReadInteger()
    {
        byte head = ReadByte();
        return head switch
        {
            <= 0x7F => head,
            >= 0xE0 => (sbyte)head,
            0xCC => (long)ReadBigEndian(1),
            0xCD => (long)ReadBigEndian(2),
            0xCE => (long)ReadBigEndian(4),
            0xCF => (long)Math.Min(ReadBigEndian(8), long.MaxValue),
            0xD0 => (sbyte)ReadBigEndian(1),
            0xD1 => (short)ReadBigEndian(2),
            0xD2 => (int)ReadBigEndian(4),
            0xD3 => (long)ReadBigEndian(8),
            _ => FailHead(),
        };
    }

    /// <summary>Reads a floating-point number.</summary>
    public double ReadFloat() => ReadByte() switch
    {
        0xCA => BitConverter.UInt32BitsToSingle((uint)ReadBigEndian(4)),
        0xCB => BitConverter.UInt64BitsToDouble(ReadBigEndian(8)),
        _ => FailHead(),
    };

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean() => ReadByte() switch
    {
        0xC2 => false,
        0xC3 => true,
        _ => FailHead() != 0,
    };

    /// <summary>Reads an extension.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        byte head = ReadByte();
        uint length = head switch
        {
            >= 0xD4 and <= 0xD8 => 1u << (head - 0xD4),
            0xC7 => (uint)ReadBigEndian(1),
            0xC8 => (uint)ReadBigEndian(2),
            0xC9 => (uint)ReadBigEndian(4),
            _ => FailHead(),
        };
        type = (sbyte)ReadByte();
        return Take(length);
    }

    /// <summary>Passes over a value with all that it contains.</summary>
    public void Skip()
    {
        var meter = new MsgPackMeter(_bytes.Length - Position);
        if (meter.Measure(_bytes[Position..]) != MsgPackExtent.Complete)
        {
            Fail();
        }

        Position += meter.Length;
    }

    internal static MsgPackKind KindOf(byte head) => head switch
    {
        <= 0x7F or >= 0xE0 or (>= 0xCC and <= 0xD3) => MsgPackKind.Integer,
        <= 0x8F or 0xDE or 0xDF => MsgPackKind.Map,
        <= 0x9F or 0xDC or 0xDD => MsgPackKind.Array,
        <= 0xBF or (>= 0xD9 and <= 0xDB) or (>= 0xC4 and <= 0xC6) => MsgPackKind.Bytes,
        0xC0 => MsgPackKind.Nil,
        0xC2 or 0xC3 => MsgPackKind.Boolean,
        0xCA or 0xCB => MsgPackKind.Float,
        0xC1 => MsgPackKind.Invalid,
        _ => MsgPackKind.Extension,
    };

    /// <summary>Ends the reading: a value is not what it must be.</summary>
    [DoesNotReturn]
    internal static void Fail() => throw new MalformedMessageException("not a valid MessagePack message");

    private static MsgPackKind FailKind()
    {
        Fail();
        return default;
    }

    private static uint FailHead()
    {
        Fail();
        return 0;
    }

    private byte ReadByte()
    {
        if (AtEnd)
        {
            Fail();
        }

        return _bytes[Position++];
    }

    private ulong ReadBigEndian(int size)
    {
        ReadOnlySpan<byte> bytes = Take((uint)size);
        return size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > (uint)(_bytes.Length - Position))
        {
            Fail();
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    // Each value takes a byte at least, so a count beyond what is left is a lie.
    private readonly int CheckCount(uint count, uint valuesEach)
    {
        if ((ulong)count * valuesEach > (ulong)(_bytes.Length - Position))
        {
            Fail();
        }

        return (int)count;
    }
}
