using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>
/// The rows of one shard that a stream selector and a time range may ask for, frozen at the moment of selection: later appends, cuts and deletions do not show. Groups may be opened by
/// several threads at the same time. Dispose it when all opened groups are disposed.
/// </summary>
public interface ILogSelection : IDisposable
{
    /// <summary>The label sets of the selected streams. A stream's place here is its number in everything below. Valid until the selection is disposed.</summary>
    IReadOnlyList<LabelSet> Streams { get; }

    /// <summary>
    /// The groups that hold rows of these streams and may hold some in the range, in order of arrival: of rows of one stream with the same time, those of the earlier group came first, and
    /// within a group those with the lower number. Sort by <see cref="ILogGroup.MaxTime"/> to read the newest first, and stop when no group left can matter.
    /// </summary>
    IReadOnlyList<ILogGroup> Groups { get; }

    /// <summary>The first time of interest, nanoseconds, inclusive.</summary>
    long MinTime { get; }

    /// <summary>The last time of interest, nanoseconds, inclusive.</summary>
    long MaxTime { get; }
}
