namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The numbers of the block format, see docs/formats/metrics-block.md.</summary>
internal static class BlockFormat
{
    /// <summary>The format's version, written into the trailer.</summary>
    public const uint Version = 1;

    /// <summary>Raw bytes at which a page of chunks is closed; below the size from which arrays live in the large object heap.</summary>
    public const int ChunkPageTarget = 64 << 10;

    /// <summary>Raw bytes at which a page of label values is closed.</summary>
    public const int LabelPageTarget = 48 << 10;

    /// <summary>How many series share a page of the series table.</summary>
    public const int SeriesPerPage = 256;

    /// <summary>No page and no footer is larger than this when decompressed; readers refuse more.</summary>
    public const int MaxRawLength = 512 << 20;

    /// <summary>Bytes behind the footer: u32 stored length, u32 raw length, u32 version, u32 CRC, 8 bytes magic.</summary>
    public const int TrailerSize = 24;

    /// <summary>Bytes read speculatively from the end of a blob: the trailer and most footers.</summary>
    public const int TailRead = 32 << 10;

    /// <summary>The first 8 bytes of a blob.</summary>
    public static ReadOnlySpan<byte> Head => "obsMETR\u0001"u8;

    /// <summary>The last 8 bytes of a blob.</summary>
    public static ReadOnlySpan<byte> Tail => "\u0001METRobs"u8;
}
