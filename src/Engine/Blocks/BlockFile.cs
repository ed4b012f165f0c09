using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>
/// One block's blob as a source of pages. It owns nothing: what is read lives in the cache, so an unused block costs nothing. Thread-safe.
/// </summary>
/// <remarks>Every method throws <see cref="BlobUnavailableException"/> when the store fails several times, and <see cref="CorruptBlockException"/> when the block is damaged.</remarks>
internal sealed class BlockFile(IBlobStore store, PageCache cache, TimeProvider time, BlockSignature signature, BlockRef block)
{
    private const int FooterPage = -1;

    private readonly long _id = PageCache.NewBlock();
    private readonly BlockPages _pages = new(store, block.Name, block.Length, time);

    /// <summary>Makes a footer of its decompressed bytes.</summary>
    public delegate TFooter FooterParser<TFooter>(ref BlockByteReader bytes, long footerOffset);

    public BlockRef Block => block;

    /// <summary>The footer, read when it is not in the cache.</summary>
    public async ValueTask<TFooter> FooterAsync<TFooter>(FooterParser<TFooter> parse, CancellationToken cancellationToken)
        where TFooter : CachedPage
    {
        var result = new TFooter[1];
        await cache.GetAsync<TFooter>(_id, new[] { FooterPage }, result, async (_, token) =>
            [await ReadFooterAsync(parse, token).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        return result[0];
    }

    /// <summary>Pages by ascending numbers in the form that <paramref name="decode"/> makes of their decompressed bytes; it may itself ask for pages of other numbers.</summary>
    public async ValueTask<TPage[]> PagesAsync<TPage>(
        BlockPage[] directory, int[] numbers, Func<int[], byte[][], CancellationToken, ValueTask<TPage[]>> decode, CancellationToken cancellationToken)
        where TPage : CachedPage
    {
        var result = new TPage[numbers.Length];
        await cache.GetAsync<TPage>(_id, numbers, result, async (missing, token) =>
            await decode(missing, await _pages.ReadAsync(directory, missing, token).ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Decompressed pages by ascending numbers.</summary>
    public ValueTask<RawPage[]> RawPagesAsync(BlockPage[] directory, int[] numbers, CancellationToken cancellationToken) =>
        PagesAsync(directory, numbers, static (_, raw, _) => ValueTask.FromResult(Array.ConvertAll(raw, static bytes => new RawPage(bytes))), cancellationToken);

    /// <summary>What a matcher found in the block; null when it has not been asked, or not lately.</summary>
    public TFound? Found<TFound>(SeriesMatcher matcher)
        where TFound : CachedPage => cache.Find<TFound>(_id, matcher);

    /// <summary>Keeps what a matcher found in the block.</summary>
    public void Remember(SeriesMatcher matcher, CachedPage found) => cache.Add(_id, matcher, found);

    private async ValueTask<TFooter> ReadFooterAsync<TFooter>(FooterParser<TFooter> parse, CancellationToken cancellationToken)
    {
        int length = (int)Math.Min(block.Length, BlockLayout.TailRead);
        while (true)
        {
            byte[] tail = new byte[length];
            await BlobReads.ReadAsync(store, block.Name, block.Length, block.Length - length, tail, time, cancellationToken).ConfigureAwait(false);
            if (BlockFooterBytes.Find(signature, block.Name, block.Length, tail, out length, out long footerOffset) is { } footer)
            {
                var bytes = new BlockByteReader(footer, block.Name, footerOffset);
                return parse(ref bytes, footerOffset);
            }
        }
    }
}
