namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>A list in <see cref="PostingLists"/>. One series is held right here, because most label values of a large fleet have one or two.</summary>
internal struct PostingList
{
    /// <summary>How many series.</summary>
    public uint Count;

    /// <summary>The series when there is one, otherwise where the list is.</summary>
    public uint Place;
}
