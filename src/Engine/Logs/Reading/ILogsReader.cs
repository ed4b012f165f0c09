using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>What query languages see of a logs shard. All times are nanoseconds since the epoch, both ends inclusive. Matchers are about stream labels; none at all select every stream.</summary>
public interface ILogsReader
{
    /// <summary>Selects the groups of rows that may hold rows of matching streams in the time range.</summary>
    ValueTask<ILogSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken);

    /// <summary>Selects the rows of matching streams that arrived after <paramref name="after"/>, whatever their times are: what a follower has not seen yet. Reads memory only.</summary>
    ILogTail SelectAfter(IReadOnlyList<SeriesMatcher> matchers, LogCursor after);

    /// <summary>
    /// Counts rows and bytes of lines of matching streams in the buckets of <paramref name="grid"/>, exactly. Answered from footers where the grid falls on whole minutes; otherwise times and
    /// lengths are read, never lines.
    /// </summary>
    /// <param name="matchers">Which streams.</param>
    /// <param name="grid">The buckets.</param>
    /// <param name="groupOf">The group that a stream counts for, from 0; negative: it does not count. Called once for each stream and part of the shard that has it.</param>
    /// <param name="byLevel">True to count each level on its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<LogCounts> CountAsync(
        IReadOnlyList<SeriesMatcher> matchers, LogCountGrid grid, Func<LabelSet, int> groupOf, bool byLevel, CancellationToken cancellationToken);

    /// <summary>The label names of matching streams with rows in the range, sorted bytewise, at most <paramref name="limit"/> (0: all). Never touches rows; the range is kept to the minute.</summary>
    ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The values of one label over matching streams, likewise.</summary>
    ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The label sets of matching streams, likewise, in no particular order.</summary>
    ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The names of structured metadata in groups of rows that hold matching streams, sorted bytewise: a superset where a group mixes streams.</summary>
    ValueTask<IReadOnlyList<string>> MetadataNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The values of one name of structured metadata on rows of matching streams in the range, sorted bytewise. Reads the columns of that name.</summary>
    ValueTask<IReadOnlyList<string>> MetadataValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);
}
