using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A <see cref="Tombstone"/> ready to be applied: samples of matching series in the time range are gone from every layer below
/// <paramref name="Sequence"/>.</summary>
/// <param name="Sequence">The deletion's number in the shard's counter of layers.</param>
/// <param name="Matchers">All must hold; none means every series.</param>
/// <param name="MinTime">The first deleted millisecond.</param>
/// <param name="MaxTime">The last deleted millisecond.</param>
public sealed record SeriesDeletion(long Sequence, IReadOnlyList<SeriesMatcher> Matchers, long MinTime, long MaxTime)
{
    /// <summary>Is the series among the deleted ones?</summary>
    public bool Covers(LabelSet labels)
    {
        foreach (SeriesMatcher matcher in Matchers)
        {
            if (!matcher.Matches(labels.ValueOf(matcher.Name.Span)))
            {
                return false;
            }
        }

        return true;
    }
}
