using System.Numerics;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// Ascending lists of series numbers. Lists of up to a page's length live in pages as runs of a power of two, outgrown runs are taken by other lists; longer ones have arrays of their
/// own. Not thread-safe.
/// </summary>
internal sealed class PostingLists
{
    private const int PageBits = 15;
    private const uint PageMask = (1 << PageBits) - 1;
    private const int LargestRunBits = 10;

    private readonly Stack<uint>[] _freeRuns = new Stack<uint>[LargestRunBits + 1];
    private readonly List<uint[]> _pages = [];
    private readonly List<uint[]> _large = [];
    private uint _used;

    /// <summary>Bytes of memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a series, which is larger than all in the list.</summary>
    public void Add(ref PostingList list, uint series)
    {
        if (list.Count == 0)
        {
            list.Place = series;
        }
        else if (list.Count > 1u << LargestRunBits)
        {
            AddLarge(list, series);
        }
        else
        {
            if (BitOperations.IsPow2(list.Count))
            {
                Move(ref list);
            }

            RoomOf(list, list.Count + 1)[(int)list.Count] = series;
        }

        list.Count++;
    }

    /// <summary>The series of a list; valid until something is added.</summary>
    public ReadOnlySpan<uint> Read(in PostingList list) => list.Count switch
    {
        0 => default,
        1 => new ReadOnlySpan<uint>(in list.Place),
        _ => RoomOf(list, list.Count)[..(int)list.Count],
    };

    private Span<uint> RoomOf(in PostingList list, uint count) => count > 1u << LargestRunBits
        ? _large[(int)list.Place]
        : _pages[(int)(list.Place >> PageBits)].AsSpan((int)(list.Place & PageMask), 1 << RunBits(count));

    private static int RunBits(uint count) => 32 - BitOperations.LeadingZeroCount(count - 1);

    // The list is full (its length is a power of two): move it to a place of twice the size.
    private void Move(ref PostingList list)
    {
        if (list.Count == 1)
        {
            uint only = list.Place;
            list.Place = Allocate(1);
            RoomOf(list, 2)[0] = only;
            return;
        }

        int bits = RunBits(list.Count);
        Span<uint> old = RoomOf(list, list.Count);
        uint oldPlace = list.Place;
        if (bits == LargestRunBits)
        {
            uint[] large = new uint[2 << LargestRunBits];
            Bytes += large.Length * sizeof(uint);
            old.CopyTo(large);
            list.Place = (uint)_large.Count;
            _large.Add(large);
        }
        else
        {
            list.Place = Allocate(bits + 1);
            old.CopyTo(RoomOf(list, list.Count + 1));
        }

        (_freeRuns[bits] ??= new Stack<uint>()).Push(oldPlace);
    }

    private void AddLarge(in PostingList list, uint series)
    {
        uint[] large = _large[(int)list.Place];
        if (list.Count == large.Length)
        {
            Bytes += large.Length / 2 * sizeof(uint);
            Array.Resize(ref large, large.Length + (large.Length / 2));
            _large[(int)list.Place] = large;
        }

        large[list.Count] = series;
    }

    private uint Allocate(int bits)
    {
        if (_freeRuns[bits] is { Count: > 0 } free)
        {
            return free.Pop();
        }

        uint size = 1u << bits;
        if (_pages.Count == 0 || _used + size > _pages[^1].Length)
        {
            // Small pages first: most tenants are small.
            int length = Math.Min(1 << PageBits, Math.Max(256 << Math.Min(_pages.Count, PageBits), (int)size));
            _used = 0;
            _pages.Add(new uint[length]);
            Bytes += sizeof(uint) * length;
        }

        uint place = ((uint)(_pages.Count - 1) << PageBits) | _used;
        _used += size;
        return place;
    }
}
