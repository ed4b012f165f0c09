namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>A complete group of rows, sorted by stream and time, that is not in a block yet.</summary>
/// <param name="Header">What says how to read the pages.</param>
/// <param name="HeaderPage">The same in bytes.</param>
/// <param name="Pages">The pages.</param>
/// <param name="Streams">The streams' numbers at their owner, ascending, in the order of the group.</param>
internal sealed record EncodedGroup(GroupHeader Header, GroupPage HeaderPage, IReadOnlyList<GroupPage> Pages, int[] Streams)
{
    /// <summary>Bytes of memory, roughly.</summary>
    public long MemoryBytes { get; } = Header.MemoryBytes + HeaderPage.Stored.Length + Pages.Sum(static page => page.Stored.Length + 48L) + (Streams.Length * 4L);
}
