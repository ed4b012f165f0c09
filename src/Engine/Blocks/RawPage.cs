namespace Orleans.Obs.Engine.Blocks;

/// <summary>The decompressed bytes of a page, as chunks, metadata and exemplars are used.</summary>
internal sealed class RawPage(byte[] bytes) : CachedPage
{
    public byte[] Bytes { get; } = bytes;

    public override long MemoryBytes => Bytes.Length + 48;
}
