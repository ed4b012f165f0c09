using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class PageCacheTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_misses_of_a_page_share_one_load()
    {
        var cache = new PageCache(1 << 20);
        var gate = new TaskCompletionSource();
        int loads = 0;
        async ValueTask<RawPage[]> Load(int[] pages, CancellationToken token)
        {
            Interlocked.Add(ref loads, pages.Length);
            await gate.Task.WaitAsync(token);
            return Array.ConvertAll(pages, page => new RawPage([(byte)page]));
        }

        Task<RawPage[]> first = GetAsync(cache, [1, 2, 3], Load), second = GetAsync(cache, [2, 3, 4], Load);
        gate.SetResult();
        Assert.Equal([1, 2, 3], (await first).Select(page => page.Bytes[0]));
        Assert.Equal([2, 3, 4], (await second).Select(page => page.Bytes[0]));
        Assert.Equal(4, loads);
    }

    [Fact]
    public async Task A_cancelled_load_leaves_those_who_waited_to_load_themselves()
    {
        var cache = new PageCache(1 << 20);
        using var cancelled = new CancellationTokenSource();
        Task<RawPage[]> first = GetAsync(cache, [1], async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        }, cancelled.Token);
        Task<RawPage[]> second = GetAsync(cache, [1], (pages, _) => new([new RawPage([7])]));
        Assert.False(second.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(7, (await second)[0].Bytes[0]);
    }

    [Fact]
    public async Task A_failed_load_fails_its_caller_and_is_forgotten()
    {
        var cache = new PageCache(1 << 20);
        await Assert.ThrowsAsync<BlobUnavailableException>(() => GetAsync(cache, [1], (_, _) => throw new BlobUnavailableException("read", "b")));
        Assert.Equal(7, (await GetAsync(cache, [1], (_, _) => new([new RawPage([7])])))[0].Bytes[0]);
    }

    [Fact]
    public async Task The_least_recently_used_page_makes_room()
    {
        var cache = new PageCache(3 * new RawPage(new byte[1000]).MemoryBytes);
        var loaded = new List<int>();
        ValueTask<RawPage[]> Load(int[] pages, CancellationToken token)
        {
            loaded.AddRange(pages);
            return new(Array.ConvertAll(pages, _ => new RawPage(new byte[1000])));
        }

        await GetAsync(cache, [1, 2, 3], Load);
        await GetAsync(cache, [1], Load);
        await GetAsync(cache, [4], Load);
        await GetAsync(cache, [1, 3, 4], Load);
        Assert.Equal([1, 2, 3, 4], loaded);
        Assert.Equal(cache.CapacityBytes, cache.Bytes);
        await GetAsync(cache, [2], Load);
        Assert.Equal([1, 2, 3, 4, 2], loaded);
    }

    private static async Task<RawPage[]> GetAsync(PageCache cache, int[] pages, Func<int[], CancellationToken, ValueTask<RawPage[]>> load,
        CancellationToken? stop = null)
    {
        var result = new RawPage[pages.Length];
        await cache.GetAsync(1, pages, result, load, stop ?? Stop);
        return result;
    }
}
