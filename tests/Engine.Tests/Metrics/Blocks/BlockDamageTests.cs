using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class BlockDamageTests
{
    private const long Hour = 3_600_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_changed_byte_is_noticed_or_harmless()
    {
        SeriesModel model = SeriesModel.Random(new Random(11), 12, 0, Hour, 12);
        FinishedBlock block = model.ToBlock(new Random(11), "metadata", "exemplars");
        BlockRef reference = block.ToRef("s", 1, 0, 1);
        string expected = await ReadAllAsync(block.Content.ToArray(), reference);
        int noticed = 0;
        for (int at = 0; at < block.Content.Length; at++)
        {
            byte[] damaged = block.Content.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            try
            {
                Assert.Equal(expected, await ReadAllAsync(damaged, reference));
            }
            catch (CorruptBlockException corrupt)
            {
                Assert.Equal(reference.Name, corrupt.BlobName);
                Assert.InRange(corrupt.Offset, 0, block.Content.Length);
                noticed++;
            }
        }

        Assert.True(noticed >= block.Content.Length - BlockLayout.SignatureSize);
    }

    [Fact]
    public async Task Damage_behind_right_checksums_is_noticed_or_harmless_too() => await Gen.Int.SampleAsync(async seed =>
    {
        // The pages are stored raw here, so that a changed byte reaches the decoders once its checksum is mended.
        var random = new Random(seed);
        SeriesModel model = SeriesModel.Random(random, 8, 0, Hour, 4);
        byte[] footer = Mended(model.ToBlock(random), random, out byte[] content);
        try
        {
            await ReadAllAsync(content, Reference(content.Length));
        }
        catch (CorruptBlockException)
        {
            // Noticed.
        }

        Assert.NotEmpty(footer);
    }, iter: 400);

    [Fact]
    public async Task Arbitrary_bytes_are_no_block() => await Gen.Byte.Array[0, 400].SampleAsync(async bytes =>
    {
        if (bytes.Length >= BlockLayout.TrailerSize)
        {
            BlockFormat.Signature.Tail.Span.CopyTo(bytes.AsSpan(bytes.Length - 8));
            new byte[] { 1, 0, 0, 0 }.CopyTo(bytes, bytes.Length - 16);
        }

        await Assert.ThrowsAsync<CorruptBlockException>(async () => await ReadAllAsync(bytes, Reference(bytes.Length)));
    }, iter: 300);

    [Fact]
    public async Task A_shortened_or_missing_blob_is_corruption()
    {
        FinishedBlock block = SeriesModel.Random(new Random(1), 10, 0, Hour, 12).ToBlock(new Random(1));
        BlockRef reference = block.ToRef("s", 1, 0, 1);
        await Assert.ThrowsAsync<CorruptBlockException>(async () => await ReadAllAsync(block.Content[..^1].ToArray(), reference));
        var blocks = new BlockSet(new ScriptedBlobStore(), new PageCache(0), TimeProvider.System, [reference]);
        await Assert.ThrowsAsync<CorruptBlockException>(async () => await blocks.SelectAsync([], 0, Hour, Stop));
    }

    [Fact]
    public async Task Reads_that_fail_now_and_then_are_tried_again() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        var store = new ScriptedBlobStore();
        SeriesModel model = SeriesModel.Random(random, 30, 0, Hour, 30);
        BlockRef block = await model.UploadAsync(store, random, 1);
        store.OnRead = number => number % 3 == 0 ? Task.CompletedTask : throw new BlobUnavailableException("read", block.Name);
        var blocks = new BlockSet(store, new PageCache(1 << 20), new ImpatientTime(), [block]);
        using var selection = new SeriesMerge(await blocks.SelectAsync([], 0, Hour, default), [], 0, Hour);
        Assert.Equal(model.Expected(_ => true, 0, Hour), await SeriesModel.ReadAsync(selection, 0, Hour));
    }, iter: 10);

    [Fact]
    public async Task A_store_that_fails_makes_an_error_and_never_a_smaller_answer()
    {
        var store = new ScriptedBlobStore();
        var random = new Random(3);
        SeriesModel model = SeriesModel.Random(random, 30, 0, Hour, 30);
        BlockRef block = await model.UploadAsync(store, random, 1);
        int failFrom = 1, errors = 0;
        string? answer = null;
        for (; answer is null; failFrom++)
        {
            int first = store.Reads + failFrom;
            store.OnRead = number => number >= first ? throw new BlobUnavailableException("read", block.Name) : Task.CompletedTask;
            var blocks = new BlockSet(store, new PageCache(1 << 20), new ImpatientTime(), [block]);
            try
            {
                Assert.Equal(["__name__"], (await blocks.LabelNamesAsync([], 0, Hour, 1, Stop)).Take(1).Select(name => name == "Zone" ? "__name__" : name));
                using var selection = new SeriesMerge(await blocks.SelectAsync([], 0, Hour, Stop), [], 0, Hour);
                answer = await SeriesModel.ReadAsync(selection, 0, Hour, run: 100);
            }
            catch (BlobUnavailableException)
            {
                errors++;
            }
        }

        Assert.Equal(model.Expected(_ => true, 0, Hour), answer);
        Assert.True(errors >= 3);
    }

    private static BlockRef Reference(long length) =>
        new() { Name = "s/blocks/b", Length = length, MinTime = long.MinValue, MaxTime = long.MaxValue, Level = 0, Sequence = 1, Series = 1, Samples = 1 };

    private static async Task<string> ReadAllAsync(byte[] content, BlockRef reference)
    {
        var store = new ScriptedBlobStore();
        store.Put(reference.Name, content);
        var blocks = new BlockSet(store, new PageCache(1 << 20), TimeProvider.System, [reference]);
        using var selection = new SeriesMerge(await blocks.SelectAsync([TestMatchers.Regex("job", ".*i|", negated: true), TestMatchers.Equal("x", "")],
            long.MinValue, long.MaxValue, default), [], long.MinValue, long.MaxValue);
        using var all = new SeriesMerge(await blocks.SelectAsync([], long.MinValue, long.MaxValue, default), [], long.MinValue, long.MaxValue);
        return string.Join('|', await blocks.LabelNamesAsync([TestMatchers.Equal("job", "db")], 0, Hour, 0, default), string.Join(',',
            await blocks.LabelValuesAsync("instance", [], 0, Hour, 0, default)),
            await SeriesModel.ReadAsync(selection, long.MinValue, long.MaxValue), await SeriesModel.ReadAsync(all, long.MinValue, long.MaxValue),
            Hex(await blocks.ReadMetadataAsync(default)), Hex(await blocks.ReadExemplarsAsync(0, Hour, default)));
    }

    private static string Hex(IEnumerable<ReadOnlyMemory<byte>> sections) => string.Join(',', sections.Select(section => Convert.ToHexString(section.Span)));

    /// <summary>Changes a random byte of a random page after decompression, or of the footer, and writes the block anew around it.</summary>
    private static byte[] Mended(FinishedBlock block, Random random, out byte[] content)
    {
        byte[] original = block.Content.ToArray();
        BlockFooter footer = FooterOf.Block(original, out byte[] rawFooter, out _);
        using var decompressor = new ZstdSharp.Decompressor();
        var pages = new List<byte[]>();
        foreach (BlockPage page in footer.Pages)
        {
            pages.Add(BlockPages.Decompress(decompressor, original.AsSpan((int)page.Offset, page.StoredLength), page.RawLength, "b", page.Offset));
        }

        bool inFooter = random.Next(3) == 0;
        byte[] target = inFooter ? rawFooter : pages[random.Next(pages.Count)];
        target[random.Next(target.Length)] ^= (byte)(1 << random.Next(8));

        using var writer = new BlockPageWriter(BlockFormat.Signature, 1);
        foreach (byte[] page in pages)
        {
            writer.Add(page);
        }

        if (!inFooter)
        {
            rawFooter = WithDirectory(rawFooter, footer, writer.Pages);
        }

        BlockFooterBytes.Write(writer, rawFooter);
        content = writer.Blob.Written.ToArray();
        return rawFooter;
    }

    /// <summary>The footer with another page directory in the place of its own.</summary>
    private static byte[] WithDirectory(byte[] rawFooter, BlockFooter footer, List<BlockPage> pages)
    {
        byte[] before = Directory(footer.Pages), after = Directory(pages);
        int at = rawFooter.AsSpan().IndexOf(before);
        return [.. rawFooter[..at], .. after, .. rawFooter[(at + before.Length)..]];

        static byte[] Directory(IEnumerable<BlockPage> pages)
        {
            var bytes = new BlockByteWriter();
            BlockFooterBytes.WritePages(bytes, [.. pages]);

            return bytes.Written.ToArray();
        }
    }

    /// <summary>A clock whose timers fire at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
