using System.Buffers.Binary;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>Reads the decompressed bytes of one page or footer; whatever does not fit is reported as corruption of the page's place in the blob.</summary>
internal ref struct BlockByteReader(ReadOnlySpan<byte> bytes, string blobName, long blobOffset)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly int Position => _at;

    public readonly int Left => _bytes.Length - _at;

    public ulong ReadVarint() => Varint.TryRead(_bytes, ref _at, out ulong value) ? value : throw Corrupt("a number is cut off or too long");

    public long ReadSigned() => Varint.UnZigZag(ReadVarint());

    /// <summary>Reads a number that must not exceed <paramref name="max"/>.</summary>
    public int ReadInt(int max)
    {
        ulong value = ReadVarint();
        return value <= (ulong)max ? (int)value : throw Corrupt($"{value} where at most {max} is possible");
    }

    /// <summary>Reads the number of one of <paramref name="count"/> things, from 0.</summary>
    public int ReadIndex(int count) => count > 0 ? ReadInt(count - 1) : throw Corrupt("something where nothing is");

    /// <summary>Reads the number of things of which each takes at least one byte of what is left.</summary>
    public int ReadCount() => ReadInt(Left);

    public byte ReadByte() => ReadBytes(1)[0];

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if ((uint)length > (uint)Left)
        {
            throw Corrupt("bytes are cut off");
        }

        ReadOnlySpan<byte> span = _bytes.Slice(_at, length);
        _at += length;
        return span;
    }

    public readonly CorruptBlockException Corrupt(string what) => new(blobName, blobOffset, what);
}
