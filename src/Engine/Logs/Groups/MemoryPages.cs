using Orleans.Obs.Engine.Blocks;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The pages of a group that is in memory as it will be stored.</summary>
internal sealed class MemoryPages(IReadOnlyList<GroupPage> pages) : IGroupPages
{
    public string Name => "memory";

    public long OffsetOf(int page) => page;

    public ValueTask<ReadOnlyMemory<byte>[]> ReadAsync(int[] numbers, CancellationToken cancellationToken) => ValueTask.FromResult(Array.ConvertAll(numbers, Raw));

    private ReadOnlyMemory<byte> Raw(int number)
    {
        GroupPage page = pages[number];
        if (page.Stored.Length == page.RawLength)
        {
            return page.Stored;
        }

        using var decompressor = new Decompressor();
        return BlockPages.Decompress(decompressor, page.Stored.Span, page.RawLength, Name, number);
    }
}
