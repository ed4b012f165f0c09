using System.Buffers.Binary;
using Orleans.Obs.Engine.Blobs;
using ZstdSharp;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>A block's end: the compressed footer and the trailer.</summary>
internal static class BlockFooterBytes
{
    /// <summary>Writes a footer and the trailer behind the pages.</summary>
    public static void Write(BlockPageWriter pages, ReadOnlySpan<byte> footer)
    {
        BlockByteWriter blob = pages.Blob;
        BlockPage place = pages.Compress(footer);
        Span<byte> trailer = blob.GetSpan(BlockLayout.TrailerSize)[..BlockLayout.TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, (uint)place.StoredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)place.RawLength);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[8..], pages.Signature.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[12..], Crc32C.Of(trailer[..12], place.Checksum));
        pages.Signature.Tail.Span.CopyTo(trailer[16..]);
        blob.Advance(BlockLayout.TrailerSize);
    }

    /// <summary>
    /// Finds the footer in the last bytes of a blob and decompresses it; null when it begins before them, and then <paramref name="needed"/> says how many last bytes it takes.
    /// </summary>
    /// <exception cref="CorruptBlockException">The end is not that of a block.</exception>
    public static byte[]? Find(BlockSignature signature, string blobName, long blobLength, ReadOnlySpan<byte> tail, out int needed, out long footerOffset)
    {
        long trailerOffset = blobLength - BlockLayout.TrailerSize;
        if (tail.Length < BlockLayout.TrailerSize)
        {
            throw new CorruptBlockException(blobName, 0, "too short for a block");
        }

        ReadOnlySpan<byte> trailer = tail[^BlockLayout.TrailerSize..];
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(trailer), raw = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(trailer[8..]), checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer[12..]);
        (needed, footerOffset) = (0, 0);
        if (!trailer[16..].SequenceEqual(signature.Tail.Span))
        {
            throw new CorruptBlockException(blobName, trailerOffset + 16, "no block ends like this");
        }

        if (version != signature.Version)
        {
            throw new CorruptBlockException(blobName, trailerOffset + 8, $"format version {version} is unknown");
        }

        if (stored > raw || raw > BlockLayout.MaxRawLength || stored > trailerOffset - BlockLayout.SignatureSize)
        {
            throw new CorruptBlockException(blobName, trailerOffset, "the footer's length is impossible");
        }

        needed = (int)stored + BlockLayout.TrailerSize;
        if (needed > tail.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> footer = tail[^needed..^BlockLayout.TrailerSize];
        footerOffset = blobLength - needed;
        if (Crc32C.Of(trailer[..12], Crc32C.Of(footer)) != checksum)
        {
            throw new CorruptBlockException(blobName, footerOffset, "the footer's checksum is wrong");
        }

        using var decompressor = new Decompressor();
        return BlockPages.Decompress(decompressor, footer, (int)raw, blobName, footerOffset);
    }

    /// <summary>Writes where all pages of a block lie.</summary>
    public static void WritePages(BlockByteWriter footer, List<BlockPage> pages)
    {
        foreach (BlockPage page in pages)
        {
            footer.WriteVarint(page.StoredLength);
            footer.WriteVarint(page.RawLength);
            footer.WriteUInt32(page.Checksum);
        }
    }

    /// <summary>Reads where all pages of a block lie; together they must fill the space between signature and footer.</summary>
    /// <exception cref="CorruptBlockException">They don't.</exception>
    public static BlockPage[] ReadPages(ref BlockByteReader bytes, long count, long footerOffset)
    {
        if (count > bytes.Left)
        {
            throw bytes.Corrupt("more pages than the footer describes");
        }

        var pages = new BlockPage[count];
        long offset = BlockLayout.SignatureSize;
        for (int i = 0; i < pages.Length; i++)
        {
            int stored = bytes.ReadInt(BlockLayout.MaxRawLength), raw = bytes.ReadInt(BlockLayout.MaxRawLength);
            pages[i] = new BlockPage(offset, stored, raw, bytes.ReadUInt32());
            offset += stored;
            if (stored > raw || offset > footerOffset)
            {
                throw bytes.Corrupt("a page's length is impossible");
            }
        }

        return offset == footerOffset ? pages : throw bytes.Corrupt("pages do not fill the blob");
    }
}
