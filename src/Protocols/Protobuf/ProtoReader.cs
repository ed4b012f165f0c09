using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Protocols.Protobuf;

/// <summary>
/// Reads one protobuf message field by field, without objects: <see cref="ReadTag"/> returns the tag (field number shifted by three, plus wire type), the caller reads the value
/// that this tag announces or skips it. Sub-messages are read by a reader over <see cref="ReadBytes"/>. Every failure is a <see cref="MalformedMessageException"/>.
/// </summary>
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxGroupDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes = message;
    private int _at;

    /// <summary>The offset of the next byte.</summary>
    public readonly int Position => _at;

    /// <summary>True when everything was read.</summary>
    public readonly bool AtEnd => _at >= _bytes.Length;

    /// <summary>Reads the next tag; 0 at the end of the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag()
    {
        if (_at >= _bytes.Length)
        {
            return 0;
        }

        uint tag = _bytes[_at];
        if (tag < 0x80)
        {
            _at++;
            return tag >= 8 ? tag : Fail();
        }

        return ReadLongTag();
    }

    /// <summary>Reads a varint of up to ten bytes; bits beyond the 64th are dropped, as protobuf does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int at = _at;
        if ((uint)at < (uint)bytes.Length && bytes[at] < 0x80)
        {
            _at = at + 1;
            return bytes[at];
        }

        return ReadLongVarint();
    }

    /// <summary>Reads an int64 or, cut to 32 bits by the caller, an int32, uint32 or enum.</summary>
    public long ReadInt64() => (long)ReadVarint();

    /// <summary>Reads a sint64.</summary>
    public long ReadSInt64()
    {
        ulong zigzag = ReadVarint();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    /// <summary>Reads a sint32.</summary>
    public int ReadSInt32()
    {
        uint zigzag = (uint)ReadVarint();
        return (int)(zigzag >> 1) ^ -(int)(zigzag & 1);
    }

    /// <summary>Reads a fixed64.</summary>
    public ulong ReadFixed64()
    {
        if (_bytes.Length - _at < 8)
        {
            Fail();
        }

        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
        _at += 8;
        return value;
    }

    /// <summary>Reads a double; the bits of a NaN survive.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads the content of a length-delimited field: a string, bytes, a sub-message or packed values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_bytes.Length - _at))
        {
            Fail();
        }

        ReadOnlySpan<byte> content = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return content;
    }

    /// <summary>Skips the value of a field that nobody knows.</summary>
    public void Skip(uint tag)
    {
        int depth = 0;
        do
        {
            switch (tag & 7)
            {
                case 0:
                    ReadVarint();
                    break;
                case 1:
                    Advance(8);
                    break;
                case 2:
                    ReadBytes();
                    break;
                case 3 when depth < MaxGroupDepth:
                    depth++;
                    break;
                case 4 when depth > 0:
                    depth--;
                    break;
                case 5:
                    Advance(4);
                    break;
                default:
                    Fail();
                    break;
            }

            if (depth > 0 && (tag = ReadTag()) == 0)
            {
                Fail();
            }
        }
        while (depth > 0);
    }

    [DoesNotReturn]
    private static uint Fail() => throw new MalformedMessageException("the body is not a valid protobuf message");

    private void Advance(int bytes)
    {
        if (_bytes.Length - _at < bytes)
        {
            Fail();
        }

        _at += bytes;
    }

    private uint ReadLongTag()
    {
        ulong tag = ReadLongVarint();
        return tag is >= 8 and <= uint.MaxValue ? (uint)tag : Fail();
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if ((uint)_at >= (uint)_bytes.Length)
            {
                Fail();
            }

            byte next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return Fail();
    }
}
