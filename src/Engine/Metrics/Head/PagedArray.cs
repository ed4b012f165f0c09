using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// A growing array in pages, so that growing copies nothing and leaves no garbage. One writer; a reader on another thread may read elements that were added before it was started.
/// </summary>
internal sealed class PagedArray<T>
{
    private const int PageBits = 10;
    private const int PageMask = (1 << PageBits) - 1;

    private T[][] _pages = [];

    /// <summary>How many elements there are.</summary>
    public uint Count { get; private set; }

    /// <summary>Bytes of the pages, for elements without references.</summary>
    public long Bytes => (long)((Count + PageMask) >> PageBits) * (PageMask + 1) * Unsafe.SizeOf<T>();

    /// <summary>An element.</summary>
    public ref T this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[index >> PageBits][index & PageMask];
    }

    /// <summary>Adds an element and returns its index.</summary>
    public uint Add(in T element)
    {
        Grow(Count + 1);
        this[Count - 1] = element;
        return Count - 1;
    }

    /// <summary>Makes the array at least <paramref name="count"/> long; new elements are zero.</summary>
    public void Grow(uint count)
    {
        if (count <= Count)
        {
            return;
        }

        int pages = (int)((count + PageMask) >> PageBits);
        if (pages > _pages.Length)
        {
            T[][] larger = new T[Math.Max(pages, _pages.Length + (_pages.Length / 2))][];
            _pages.CopyTo(larger, 0);
            Volatile.Write(ref _pages, larger);
        }

        for (int page = pages - 1; page >= 0 && _pages[page] is null; page--)
        {
            _pages[page] = new T[PageMask + 1];
        }

        Count = count;
    }
}
