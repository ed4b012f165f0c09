using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

/// <summary>The footer of a block's bytes.</summary>
internal static class FooterOf
{
    public static BlockFooter Block(ReadOnlySpan<byte> block, out byte[] raw, out int length)
    {
        raw = BlockFooterBytes.Find(BlockFormat.Signature, "b", block.Length, block, out length, out long offset)!;
        var bytes = new BlockByteReader(raw, "b", offset);
        return new BlockFooter(ref bytes, offset);
    }
}
