using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>How a selection looks at one group.</summary>
/// <param name="Selection">The selection.</param>
/// <param name="Streams">The numbers in the selection of the group's streams, in the order of the group; -1 for streams that were not selected.</param>
/// <param name="Deletions">The deletions that the group's rows have not gone through.</param>
internal sealed record GroupScope(ILogSelection Selection, int[] Streams, IReadOnlyList<ScopedDeletion> Deletions)
{
    /// <summary>The numbers of the selected streams.</summary>
    public int[] Selected { get; } = [.. Streams.Where(static stream => stream >= 0)];
}
