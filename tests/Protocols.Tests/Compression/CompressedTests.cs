using System.IO.Compression;
using CsCheck;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Tests.Compression;

public sealed class CompressedTests
{
    private static readonly (CompressionFormat Format, Func<byte[], byte[]> Compress)[] Formats =
    [
        (CompressionFormat.Gzip, static bytes => Through(bytes, static stream => new GZipStream(stream, CompressionMode.Compress))),
        (CompressionFormat.Deflate, static bytes => Through(bytes, static stream => new ZLibStream(stream, CompressionMode.Compress))),
        (CompressionFormat.Deflate, static bytes => Through(bytes, static stream => new DeflateStream(stream, CompressionMode.Compress))),
        (CompressionFormat.Zstd, static bytes => new ZstdSharp.Compressor().Wrap(bytes).ToArray()),
    ];

    [Fact]
    public void What_was_compressed_comes_back() => Gen.Byte[0, 9].Array[0, 5000].Sample(bytes =>
        Formats.All(format => Compressed.Expand(format.Format, format.Compress(bytes), 5000).AsSpan().SequenceEqual(bytes)));

    [Fact]
    public void Pieces_one_after_the_other_come_back_as_one()
    {
        Func<byte[], byte[]> gzip = Formats[0].Compress;

        Assert.Equal("onetwo"u8.ToArray(), Compressed.Expand(CompressionFormat.Gzip, (byte[])[.. gzip("one"u8.ToArray()), .. gzip("two"u8.ToArray())], 100).ToArray());
    }

    [Fact]
    public void A_bomb_takes_no_more_memory_than_the_limit_and_asks_for_each_piece_before_it_is_taken()
    {
        foreach ((CompressionFormat format, Func<byte[], byte[]> compress) in Formats)
        {
            long reserved = 0;
            byte[] bomb = compress(new byte[50 << 20]);

            Assert.Throws<OversizedMessageException>(() => Compressed.Expand(format, bomb, 1 << 20, bytes => reserved += bytes));
            Assert.InRange(reserved, 1, (2 << 20) + 1);
            Assert.Throws<InvalidOperationException>(() => Compressed.Expand(format, bomb, 1 << 20, static bytes => throw new InvalidOperationException("no memory")));
        }
    }

    [Fact]
    public void Damaged_bodies_fail_as_malformed_or_oversized_and_in_no_other_way()
    {
        foreach ((CompressionFormat format, Func<byte[], byte[]> compress) in Formats)
        {
            byte[] body = compress([.. Enumerable.Range(0, 500).Select(static i => (byte)(i % 7))]);
            Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte, Gen.Int[0, body.Length]).Sample((at, value, length) =>
            {
                byte[] damaged = [.. body[..Math.Max(at + 1, length)]];
                damaged[at] = value;
                try
                {
                    Compressed.Expand(format, damaged, 10_000);
                }
                catch (Exception exception) when (exception is MalformedMessageException or OversizedMessageException)
                {
                }
            });
        }
    }

    private static byte[] Through(byte[] bytes, Func<Stream, Stream> open)
    {
        var compressed = new MemoryStream();
        using (Stream stream = open(compressed))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
