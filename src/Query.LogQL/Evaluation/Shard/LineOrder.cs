namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>The order of lines: by time, by stream, by arrival; all of it the other way round when the newest come first.</summary>
internal sealed class LineOrder(LogDirection direction) : IComparer<FoundLine>
{
    public int Compare(FoundLine? x, FoundLine? y)
    {
        int order = x!.Time != y!.Time ? x.Time.CompareTo(y.Time)
            : x.StreamHash != y.StreamHash ? x.StreamHash.CompareTo(y.StreamHash)
            : x.Stream != y.Stream ? x.Stream.CompareTo(y.Stream)
            : x.Arrival.CompareTo(y.Arrival);
        return direction == LogDirection.Forward ? order : -order;
    }
}
