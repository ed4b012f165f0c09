using CsCheck;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Protobuf;
using Snappier;

namespace Orleans.Obs.Protocols.Tests;

public sealed class SnappyBlockTests
{
    [Fact]
    public void What_was_compressed_comes_back() => Gen.Byte[0, 4].Array[0, 3000].Sample(bytes =>
        SnappyBlock.Decode(Snappy.CompressToArray(bytes), 4096).AsSpan().SequenceEqual(bytes));

    [Fact]
    public void The_limit_counts_decoded_bytes()
    {
        byte[] block = Snappy.CompressToArray(new byte[1001]);
        Assert.Equal(1001, SnappyBlock.Decode(block, 1001).Count);
        Assert.Throws<MalformedMessageException>(() => SnappyBlock.Decode(block, 1000));
    }

    [Fact]
    public void A_bomb_takes_no_memory()
    {
        byte[] bomb = [0x80, 0x80, 0x80, 0x80, 0x04, .. new byte[100]];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedMessageException>(() => SnappyBlock.Decode(bomb, int.MaxValue));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_length_that_is_written_too_long_is_malformed() =>
        Assert.Throws<MalformedMessageException>(() => SnappyBlock.Decode(Convert.FromHexString("80808080808000FFFF80802000FFFF82"), 1 << 20));

    [Fact]
    public void Any_bytes_fail_as_malformed_and_in_no_other_way() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            SnappyBlock.Decode(bytes, 1 << 20);
        }
        catch (MalformedMessageException)
        {
        }
    }, iter: 100_000);
}
