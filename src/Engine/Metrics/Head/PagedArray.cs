using System.Numerics;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// A growing array in pages of some 100 KiB: growing copies nothing, and the pages are born in the large object heap, where nothing moves them. Only the first page starts small, because
/// most tenants are. One writer; a reader on another thread may read what does not change of elements that were there before it was started. References to elements do not survive
/// growing.
/// </summary>
internal sealed class PagedArray<T>
{
    private const int PageBytes = 128 << 10;
    private const int SmallestPage = 16;

    private static readonly int s_pageBits = BitOperations.Log2((uint)(PageBytes / Unsafe.SizeOf<T>()));
    private static readonly uint s_pageMask = (1u << s_pageBits) - 1;

    private T[][] _pages = [new T[SmallestPage]];

    /// <summary>How many elements there are.</summary>
    public uint Count { get; private set; }

    /// <summary>Bytes of the pages, for elements without references.</summary>
    public long Bytes => (_pages[0].Length + ((long)((Count + s_pageMask) >> s_pageBits) - 1) * (s_pageMask + 1)) * Unsafe.SizeOf<T>();

    /// <summary>An element.</summary>
    public ref T this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[index >> s_pageBits][index & s_pageMask];
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

        if (_pages[0].Length < Math.Min(count, s_pageMask + 1))
        {
            // Another array of pages, so that a reader sees the old first page or the new one, both whole.
            T[] first = _pages[0];
            Array.Resize(ref first, (int)Math.Min(BitOperations.RoundUpToPowerOf2(count), s_pageMask + 1));
            Volatile.Write(ref _pages, [first, .. _pages.AsSpan(1)]);
        }

        int pages = (int)((count + s_pageMask) >> s_pageBits);
        if (pages > _pages.Length)
        {
            T[][] larger = new T[Math.Max(pages, _pages.Length + 4 + (_pages.Length / 2))][];
            _pages.CopyTo(larger, 0);
            Volatile.Write(ref _pages, larger);
        }

        for (int page = pages - 1; page > 0 && _pages[page] is null; page--)
        {
            _pages[page] = new T[s_pageMask + 1];
        }

        Count = count;
    }
}
