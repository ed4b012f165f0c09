namespace Orleans.Obs.Engine.Blocks;

/// <summary>Where a page lies in its blob, and how to check it.</summary>
/// <param name="Offset">The first stored byte.</param>
/// <param name="StoredLength">Bytes in the blob: a zstd frame, or the raw bytes when both lengths are equal.</param>
/// <param name="RawLength">Bytes after decompression.</param>
/// <param name="Checksum">CRC32C of the stored bytes.</param>
internal readonly record struct BlockPage(long Offset, int StoredLength, int RawLength, uint Checksum);
