using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The finished float chunks of a head, bytes packed one behind the other. It only grows, and is dropped as a whole when a block has taken its content, so nothing in it is ever freed
/// or moved, and readers need no protection. Chunk 0 means none.
/// </summary>
internal sealed class SealedChunks
{
    private const int PageSize = 1 << 16;

    private readonly PagedArray<SealedChunk> _chunks = new();
    private byte[][] _pages = new byte[4][];
    private int _pageCount;
    private int _used = PageSize;

    /// <summary>An empty store.</summary>
    public SealedChunks() => _chunks.Add(default);

    /// <summary>Bytes of memory.</summary>
    public long Bytes => ((long)_pageCount * PageSize) + _chunks.Bytes;

    /// <summary>How many chunks there are.</summary>
    public long Count => _chunks.Count - 1;

    /// <summary>A chunk's place.</summary>
    public ref readonly SealedChunk this[uint chunk] => ref _chunks[chunk];

    /// <summary>Room for the bytes of one chunk, to be filled before <see cref="Add"/>; at most 64 KiB.</summary>
    public Span<byte> Reserve(int length)
    {
        if (PageSize - _used < length)
        {
            if (_pageCount == _pages.Length)
            {
                byte[][] larger = new byte[_pageCount * 2][];
                _pages.CopyTo(larger, 0);
                Volatile.Write(ref _pages, larger);
            }

            _pages[_pageCount++] = GC.AllocateUninitializedArray<byte>(PageSize);
            _used = 0;
        }

        return _pages[_pageCount - 1].AsSpan(_used, length);
    }

    /// <summary>Adds the chunk whose bytes were just put into the reserved room; returns its number.</summary>
    public uint Add(long minTime, int duration, int length, int count, ChunkEncoding encoding, uint previous)
    {
        uint number = _chunks.Add(new SealedChunk(minTime, duration, (uint)(_pageCount - 1), (ushort)_used, (ushort)length, (ushort)count, encoding, previous));
        _used += length;
        return number;
    }

    /// <summary>A chunk to decode.</summary>
    public Chunk Open(in SealedChunk chunk) =>
        new(chunk.Encoding, chunk.Count, chunk.MinTime, chunk.MaxTime, _pages[chunk.Page].AsMemory(chunk.Offset, chunk.Length));
}
