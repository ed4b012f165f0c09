namespace Orleans.Obs.Engine.Blocks;

/// <summary>What blocks of all signals have in common: 8 bytes of signature, pages, a footer that says where the pages lie, and a trailer that says where the footer lies.</summary>
internal static class BlockLayout
{
    /// <summary>Bytes of the signature at each end.</summary>
    public const int SignatureSize = 8;

    /// <summary>Bytes behind the footer: u32 stored length, u32 raw length, u32 version, u32 CRC, 8 bytes signature.</summary>
    public const int TrailerSize = 24;

    /// <summary>No page and no footer is larger than this when decompressed; readers refuse more.</summary>
    public const int MaxRawLength = 512 << 20;

    /// <summary>Bytes read speculatively from the end of a blob: the trailer and most footers.</summary>
    public const int TailRead = 32 << 10;
}
