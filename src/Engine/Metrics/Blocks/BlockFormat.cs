using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The numbers of the block format, see docs/formats/metrics-block.md.</summary>
internal static class BlockFormat
{
    /// <summary>The format's version, written into the trailer.</summary>
    private const uint Version = 1;

    /// <summary>Raw bytes at which a page of chunks is closed; below the size from which arrays live in the large object heap.</summary>
    public const int ChunkPageTarget = 64 << 10;

    /// <summary>Raw bytes at which a page of label values is closed.</summary>
    public const int LabelPageTarget = 48 << 10;

    /// <summary>How many series share a page of the series table.</summary>
    public const int SeriesPerPage = 256;

    /// <summary>By what the blocks are known.</summary>
    public static BlockSignature Signature { get; } = new("obsMETR\u0001"u8.ToArray(), "\u0001METRobs"u8.ToArray(), Version);
}
