using Orleans.Obs.Engine.Blobs;
using ZstdSharp;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>Puts compressed pages one behind the other into the bytes of a blob.</summary>
internal sealed class BlockPageWriter : IDisposable
{
    private readonly Compressor _compressor;
    private readonly BlockByteWriter _blob = new(256 << 10);

    public BlockPageWriter(BlockSignature signature, int compressionLevel)
    {
        (Signature, _compressor) = (signature, new Compressor(compressionLevel));
        _blob.Write(signature.Head.Span);
    }

    public BlockSignature Signature { get; }

    public List<BlockPage> Pages { get; } = [];

    public BlockByteWriter Blob => _blob;

    /// <summary>Adds a page and returns its number.</summary>
    public int Add(ReadOnlySpan<byte> raw)
    {
        Pages.Add(Compress(raw));
        return Pages.Count - 1;
    }

    /// <summary>Compresses bytes to the end of the blob without counting them as a page.</summary>
    public BlockPage Compress(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > BlockLayout.MaxRawLength)
        {
            throw new ArgumentException($"A page of {raw.Length} bytes is too large for a block.");
        }

        int offset = _blob.Length;
        Span<byte> room = _blob.GetSpan(Compressor.GetCompressBound(raw.Length));
        int stored = _compressor.Wrap(raw, room);
        if (stored >= raw.Length)
        {
            stored = raw.Length;
            raw.CopyTo(room);
        }

        uint checksum = Crc32C.Of(room[..stored]);
        _blob.Advance(stored);
        return new BlockPage(offset, stored, raw.Length, checksum);
    }

    public void Dispose() => _compressor.Dispose();
}
