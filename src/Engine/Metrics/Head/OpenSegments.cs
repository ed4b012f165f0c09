using System.Buffers.Binary;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The bytes of open chunks, in linked segments of one size. Chunks of a fleet grow in step; with size classes each would leave a trail of freed slots too small for anybody, with
/// segments the worst is half a segment a series, and a freed one suits everyone. Segment 0 means none. Not thread-safe.
/// </summary>
internal sealed class OpenSegments
{
    /// <summary>Bytes of a segment that a chunk may use.</summary>
    public const int Capacity = SegmentSize - LinkSize;

    private const int SegmentSize = 64;
    private const int LinkSize = 4;
    private const int PageBits = 11;
    private const int SmallestPage = 16 * SegmentSize;
    private const uint PageMask = (1 << PageBits) - 1;

    private byte[][] _pages = [];
    private uint _next = 1;
    private uint _free;

    /// <summary>Bytes of all pages.</summary>
    public long Bytes => _pages.Sum(static page => (long)(page?.Length ?? 0));

    /// <summary>The room of a segment.</summary>
    public Span<byte> this[uint segment] => _pages[segment >> PageBits].AsSpan(((int)(segment & PageMask) * SegmentSize) + LinkSize, Capacity);

    /// <summary>Takes a segment.</summary>
    public uint Allocate()
    {
        if (_free != 0)
        {
            uint reused = _free;
            _free = NextOf(reused);
            return reused;
        }

        uint segment = _next++;
        uint page = segment >> PageBits;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(4, _pages.Length + (_pages.Length / 2)));
        }

        if (page == 0)
        {
            GrowFirstPage(segment);
        }
        else
        {
            _pages[page] ??= GC.AllocateUninitializedArray<byte>(SegmentSize << PageBits);
        }

        return segment;
    }

    /// <summary>Takes a segment and links it behind <paramref name="last"/>.</summary>
    public uint AllocateBehind(uint last)
    {
        uint segment = Allocate();
        Link(last, segment);
        return segment;
    }

    /// <summary>Gives a chunk's segments back.</summary>
    public void Free(uint first, uint last)
    {
        if (first != 0)
        {
            Link(last, _free);
            _free = first;
        }
    }

    /// <summary>Gives all segments back at once.</summary>
    public void Reset()
    {
        _next = 1;
        _free = 0;
    }

    /// <summary>Copies a chunk's bytes together; returns their number.</summary>
    public int CopyTo(Span<byte> destination, uint first, uint last, int usedInLast)
    {
        int at = 0;
        for (uint segment = first; segment != last; segment = NextOf(segment))
        {
            this[segment].CopyTo(destination[at..]);
            at += Capacity;
        }

        this[last][..usedInLast].CopyTo(destination[at..]);
        return at + usedInLast;
    }

    private void GrowFirstPage(uint segment)
    {
        byte[] first = _pages[0] ?? [];
        if (first.Length < (segment + 1) * SegmentSize)
        {
            Array.Resize(ref first, Math.Max(SmallestPage, first.Length * 2));
            _pages[0] = first;
        }
    }

    private uint NextOf(uint segment) => BinaryPrimitives.ReadUInt32LittleEndian(_pages[segment >> PageBits].AsSpan((int)(segment & PageMask) * SegmentSize));

    private void Link(uint segment, uint next) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_pages[segment >> PageBits].AsSpan((int)(segment & PageMask) * SegmentSize), next);
}
