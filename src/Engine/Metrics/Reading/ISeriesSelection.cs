using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Reading;

/// <summary>
/// The series of one shard that a selector matched, frozen at the moment of selection: later appends, cuts and deletions do not show. Safe to read on another thread
/// while the shard goes on; one reader at a time. Dispose to let the shard free what it keeps for this reader.
/// </summary>
public interface ISeriesSelection : IDisposable
{
    /// <summary>How many series matched.</summary>
    int Count { get; }

    /// <summary>The labels of a series; whoever has them may keep them beyond the selection.</summary>
    LabelSet LabelsOf(int series);

    /// <summary>
    /// Brings what <see cref="Read"/> needs for the series from <paramref name="first"/> into memory (pages of blocks). Call it for a run of series before reading them; runs come
    /// in ascending order, and preparing one may let go of those before it.
    /// </summary>
    ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the content of <paramref name="destination"/> by the samples of a prepared series with timestamps in [<paramref name="minTime"/>, <paramref name="maxTime"/>],
    /// merged in time order, deletions applied, each timestamp once.
    /// </summary>
    void Read(int series, long minTime, long maxTime, SampleBuffer destination);
}
