namespace Orleans.Obs.Engine.Blobs;

/// <summary>Bytes read back are not the bytes that were written: a checksum, a length or a magic number is wrong.</summary>
public sealed class CorruptBlockException(string blobName, long offset, string what)
    : Exception($"corrupt: {blobName} at byte {offset}: {what}")
{
    /// <summary>The damaged blob.</summary>
    public string BlobName { get; } = blobName;

    /// <summary>The first byte that could not be trusted.</summary>
    public long Offset { get; } = offset;
}
