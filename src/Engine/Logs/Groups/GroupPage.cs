namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>A page of a group as it is stored.</summary>
/// <param name="Stored">The bytes: a zstd frame, or the raw bytes when both lengths are equal.</param>
/// <param name="RawLength">Bytes after decompression.</param>
internal readonly record struct GroupPage(ReadOnlyMemory<byte> Stored, int RawLength);
