namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// Byte strings packed one behind the other in pages, small ones first and then of 128 KiB. Nothing is moved or freed. One writer; a reader on another thread may read strings that were
/// stored before it was started.
/// </summary>
internal sealed class BytePages
{
    /// <summary>The longest string.</summary>
    public const int PageSize = 1 << PageBits;

    /// <summary>Bits of an offset within a page.</summary>
    public const int PageBits = 17;

    private const int FirstPageSize = 1 << 11;

    private byte[][] _pages = new byte[4][];
    private int _count;
    private int _used;

    /// <summary>Bytes of all pages.</summary>
    public long Allocated { get; private set; }

    /// <summary>Stores a string.</summary>
    public (int Page, int Offset) Store(ReadOnlySpan<byte> bytes)
    {
        if (_count == 0 || _pages[_count - 1].Length - _used < bytes.Length)
        {
            AddPage(bytes.Length);
        }

        bytes.CopyTo(_pages[_count - 1].AsSpan(_used));
        _used += bytes.Length;
        return (_count - 1, _used - bytes.Length);
    }

    /// <summary>A stored string.</summary>
    public ReadOnlySpan<byte> Read(int page, int offset, int length) => _pages[page].AsSpan(offset, length);

    /// <summary>A stored string.</summary>
    public ReadOnlyMemory<byte> Memory(int page, int offset, int length) => _pages[page].AsMemory(offset, length);

    private void AddPage(int length)
    {
        if (_count == _pages.Length)
        {
            byte[][] larger = new byte[_count * 2][];
            _pages.CopyTo(larger, 0);
            Volatile.Write(ref _pages, larger);
        }

        int size = Math.Max(Math.Min(PageSize, FirstPageSize << Math.Min(_count, PageBits)), (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length));
        _pages[_count++] = GC.AllocateUninitializedArray<byte>(size);
        _used = 0;
        Allocated += size;
    }
}
