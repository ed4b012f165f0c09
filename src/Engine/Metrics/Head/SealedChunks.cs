using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The finished float chunks of a head, bytes packed one behind the other. It only grows, and is dropped as a whole when a block has taken its content, so nothing in it is ever freed
/// or moved, and readers need no protection. Chunk 0 means none.
/// </summary>
internal sealed class SealedChunks
{
    private readonly PagedArray<SealedChunk> _chunks = new();
    private readonly BytePages _bytes = new();

    /// <summary>An empty store.</summary>
    public SealedChunks() => _chunks.Add(default);

    /// <summary>Bytes of memory.</summary>
    public long Bytes => _bytes.Allocated + _chunks.Bytes;

    /// <summary>How many chunks there are.</summary>
    public long Count => _chunks.Count - 1;

    /// <summary>A chunk's place.</summary>
    public ref readonly SealedChunk this[uint chunk] => ref _chunks[chunk];

    /// <summary>Adds a chunk, copying its bytes; returns its number.</summary>
    public uint Add(in OpenFloatChunk chunk, ReadOnlySpan<byte> bytes, uint previous)
    {
        (int page, int offset) = _bytes.Store(bytes);
        return _chunks.Add(new SealedChunk(chunk.FirstTime, chunk.Duration, page, offset, (ushort)bytes.Length, chunk.Count, chunk.Encoding, previous));
    }

    /// <summary>A chunk to decode.</summary>
    public Chunk Open(in SealedChunk chunk) =>
        new(chunk.Encoding, chunk.Count, chunk.MinTime, chunk.MaxTime, _bytes.Memory(chunk.Page, chunk.Offset, chunk.Length));
}
