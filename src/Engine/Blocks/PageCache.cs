using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>
/// The decompressed pages and indexes of blocks that were read last: one cache per silo, shared by all its shards, bounded in bytes, least recently used out
/// first.
/// Concurrent misses of the same page share one read. Pages are immutable and collected memory, so evicting one never disturbs a reader that still holds it.
/// Thread-safe.
/// </summary>
public sealed class PageCache
{
    private static long s_lastBlock;

    private readonly Lock _gate = new();
    private readonly Dictionary<PageKey, Entry> _entries = [];
    private readonly Dictionary<PageKey, TaskCompletionSource> _loading = [];
    private readonly Entry _ring = new(default, null);
    private long _bytes;
    private long _hits;
    private long _misses;

    /// <summary>A cache that holds at most so many bytes; what readers hold at the moment may come on top.</summary>
    public PageCache(long capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        CapacityBytes = capacityBytes;
        _ring.Next = _ring.Previous = _ring;
    }

    /// <summary>How many bytes it may hold.</summary>
    public long CapacityBytes { get; }

    /// <summary>How many bytes it holds.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many pages were found.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>How many pages had to be loaded.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>A number for a block, unique in this process.</summary>
    internal static long NewBlock() => Interlocked.Increment(ref s_lastBlock);

    /// <summary>
    /// Fills <paramref name="destination"/> with the pages of one block, in the order asked for; those that are missing are given to <paramref name="load"/>
    /// together.
    /// A load that fails, or is cancelled, fails only its own caller: others who waited for its pages load them themselves.
    /// </summary>
    internal async ValueTask GetAsync<TPage>(
        long block, ReadOnlyMemory<int> pages, Memory<TPage> destination, Func<int[], CancellationToken, ValueTask<TPage[]>> load,
        CancellationToken cancellationToken)
        where TPage : CachedPage
    {
        var mine = new List<int>();
        while (true)
        {
            Task? other = Claim(block, pages.Span, destination.Span, mine);
            if (mine.Count > 0)
            {
                await LoadAsync(block, mine, pages, destination, load, cancellationToken).ConfigureAwait(false);
                mine.Clear();
            }

            if (other is null)
            {
                return;
            }

            await other.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a matcher found in a block; null when it has not been asked, or not lately.</summary>
    internal TFound? Find<TFound>(long block, SeriesMatcher matcher)
        where TFound : CachedPage
    {
        lock (_gate)
        {
            return Touch(new PageKey(block, 0, matcher)) as TFound;
        }
    }

    /// <summary>Keeps what a matcher found in a block.</summary>
    internal void Add(long block, SeriesMatcher matcher, CachedPage found)
    {
        lock (_gate)
        {
            var key = new PageKey(block, 0, matcher);
            if (!_entries.ContainsKey(key))
            {
                Keep(key, found);
                Evict();
            }
        }
    }

    private async ValueTask LoadAsync<TPage>(
        long block, List<int> places, ReadOnlyMemory<int> pages, Memory<TPage> destination, Func<int[], CancellationToken, ValueTask<TPage[]>> load,
        CancellationToken cancellationToken)
        where TPage : CachedPage
    {
        int[] missing = new int[places.Count];
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i] = pages.Span[places[i]];
        }

        TPage[]? loaded = null;
        try
        {
            loaded = await load(missing, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                destination.Span[places[i]] = loaded[i];
            }
        }
        finally
        {
            Complete(block, missing, loaded);
        }
    }

    /// <summary>Takes what is there, notes the places that this caller has to load itself, and returns something to wait for when others are loading the
    /// rest.</summary>
    private Task? Claim<TPage>(long block, ReadOnlySpan<int> pages, Span<TPage> destination, List<int> mine)
        where TPage : CachedPage
    {
        Task? other = null;
        lock (_gate)
        {
            for (int i = 0; i < pages.Length; i++)
            {
                if (destination[i] is not null)
                {
                    continue;
                }

                var key = new PageKey(block, pages[i]);
                if (Touch(key) is { } page)
                {
                    destination[i] = (TPage)page;
                    _hits++;
                }
                else if (_loading.TryGetValue(key, out TaskCompletionSource? loading))
                {
                    other = loading.Task;
                }
                else
                {
                    _loading.Add(key, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    mine.Add(i);
                    _misses++;
                }
            }
        }

        return other;
    }

    private void Complete(long block, int[] missing, CachedPage[]? loaded)
    {
        lock (_gate)
        {
            for (int i = 0; i < missing.Length; i++)
            {
                var key = new PageKey(block, missing[i]);
                if (loaded is not null)
                {
                    Keep(key, loaded[i]);
                }

                if (_loading.Remove(key, out TaskCompletionSource? loading))
                {
                    loading.SetResult();
                }
            }

            Evict();
        }
    }

    private CachedPage? Touch(PageKey key)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            return null;
        }

        entry.Unlink();
        entry.LinkBehind(_ring);
        return entry.Page;
    }

    private void Keep(PageKey key, CachedPage page)
    {
        var entry = new Entry(key, page);
        _entries.Add(key, entry);
        entry.LinkBehind(_ring);
        _bytes += page.MemoryBytes;
    }

    private void Evict()
    {
        while (_bytes > CapacityBytes && _ring.Previous is { Page: { } page } oldest)
        {
            oldest.Unlink();
            _entries.Remove(oldest.Key);
            _bytes -= page.MemoryBytes;
        }
    }

    /// <summary>A page of a block, or what a matcher found in it.</summary>
    private readonly record struct PageKey(long Block, int Page, SeriesMatcher? Matcher = null);

    /// <summary>A page in the ring: the newest is the ring's next, the oldest its previous.</summary>
    private sealed class Entry(PageKey key, CachedPage? page)
    {
        public PageKey Key { get; } = key;

        public CachedPage? Page { get; } = page;

        public Entry? Next { get; set; }

        public Entry? Previous { get; set; }

        public void LinkBehind(Entry other)
        {
            (Previous, Next) = (other, other.Next);
            other.Next!.Previous = this;
            other.Next = this;
        }

        public void Unlink()
        {
            Previous!.Next = Next;
            Next!.Previous = Previous;
        }
    }
}
