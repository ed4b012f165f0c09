using System.Buffers;
using Orleans.Obs.Engine.Blobs;
using ZstdSharp;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>Fetches pages of one block: neighbours in one ranged read, a few reads at once, each page checked before it is believed.</summary>
internal sealed class BlockPages(IBlobStore store, string blobName, long blobLength, TimeProvider time)
{
    /// <summary>A gap up to this is read and thrown away: another request costs more.</summary>
    private const int MaxGap = 512 << 10;

    /// <summary>One read is not longer than this.</summary>
    private const int MaxRead = 4 << 20;

    private const int ConcurrentReads = 4;

    /// <summary>The decompressed bytes of pages, whose numbers ascend.</summary>
    public async ValueTask<byte[][]> ReadAsync(BlockPage[] directory, int[] pages, CancellationToken cancellationToken)
    {
        byte[][] raw = new byte[pages.Length][];
        var reads = new List<Task>(ConcurrentReads);
        for (int start = 0; start < pages.Length;)
        {
            long offset = directory[pages[start]].Offset;
            int end = start + 1;
            while (end < pages.Length && directory[pages[end]] is var next && directory[pages[end - 1]] is var last
                && next.Offset - last.Offset - last.StoredLength <= MaxGap && next.Offset + next.StoredLength - offset <= MaxRead)
            {
                end++;
            }

            reads.Add(ReadRunAsync(directory, pages.AsMemory(start, end - start), raw.AsMemory(start), cancellationToken));
            start = end;
            if (reads.Count == ConcurrentReads || start == pages.Length)
            {
                await Task.WhenAll(reads).ConfigureAwait(false);
                reads.Clear();
            }
        }

        return raw;
    }

    /// <summary>Decompresses stored bytes whose checksum was right.</summary>
    public static byte[] Decompress(Decompressor decompressor, ReadOnlySpan<byte> stored, int rawLength, string blobName, long offset)
    {
        if (stored.Length == rawLength)
        {
            return stored.ToArray();
        }

        byte[] raw = GC.AllocateUninitializedArray<byte>(rawLength);
        try
        {
            if (decompressor.Unwrap(stored, raw) != rawLength)
            {
                throw new CorruptBlockException(blobName, offset, "a page's raw length is wrong");
            }
        }
        catch (ZstdException broken)
        {
            throw new CorruptBlockException(blobName, offset, broken.Message);
        }

        return raw;
    }

    private async Task ReadRunAsync(BlockPage[] directory, ReadOnlyMemory<int> pages, Memory<byte[]> raw, CancellationToken cancellationToken)
    {
        BlockPage first = directory[pages.Span[0]], last = directory[pages.Span[^1]];
        int length = (int)(last.Offset + last.StoredLength - first.Offset);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await BlobReads.ReadAsync(store, blobName, blobLength, first.Offset, buffer.AsMemory(0, length), time, cancellationToken).ConfigureAwait(false);
            using var decompressor = new Decompressor();
            for (int i = 0; i < pages.Length; i++)
            {
                BlockPage page = directory[pages.Span[i]];
                ReadOnlySpan<byte> stored = buffer.AsSpan((int)(page.Offset - first.Offset), page.StoredLength);
                if (Crc32C.Of(stored) != page.Checksum)
                {
                    throw new CorruptBlockException(blobName, page.Offset, $"the checksum of page {pages.Span[i]} is wrong");
                }

                raw.Span[i] = Decompress(decompressor, stored, page.RawLength, blobName, page.Offset);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
