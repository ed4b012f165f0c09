using System.Buffers;
using Orleans.Obs.Engine.Blocks;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Gathers the bytes of a group's columns into pages: small ones together, so that a read is worth its while, large ones alone.</summary>
internal sealed class GroupPageWriter(Compressor compressor)
{
    private const int FullPage = 32 << 10;

    private readonly BlockByteWriter _page = new(FullPage * 2);

    /// <summary>The pages that are complete.</summary>
    public List<GroupPage> Pages { get; } = [];

    /// <summary>What to write the next column to; its place is <see cref="Next"/> before.</summary>
    public BlockByteWriter Body => _page;

    /// <summary>Where the next column will lie. Ends a page that has enough in it.</summary>
    public PlaceInPage Next()
    {
        if (_page.Length >= FullPage)
        {
            EndPage();
        }

        return new PlaceInPage(Pages.Count, _page.Length);
    }

    /// <summary>Ends the page, so that what follows is not read with what is there.</summary>
    public void EndPage()
    {
        if (_page.Length > 0)
        {
            byte[] bytes = _page.Written.ToArray();
            Pages.Add(new GroupPage(bytes, bytes.Length));
            _page.Clear();
        }
    }

    /// <summary>Adds a page of its own that is compressed as a whole; returns its number.</summary>
    public int AddCompressed(ReadOnlySpan<byte> raw)
    {
        EndPage();
        Pages.Add(Compress(raw));
        return Pages.Count - 1;
    }

    /// <summary>Compresses bytes as a page would be.</summary>
    public GroupPage Compress(ReadOnlySpan<byte> raw)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(raw.Length));
        int stored = compressor.Wrap(raw, room);
        var page = new GroupPage(stored < raw.Length ? room.AsSpan(0, stored).ToArray() : raw.ToArray(), raw.Length);
        ArrayPool<byte>.Shared.Return(room);
        return page;
    }
}
