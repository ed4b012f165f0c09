using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// The series that one source (a head, one block) contributes to a selection, frozen. <see cref="SeriesMerge"/> lays layers over each other. One reader at a
/// time;
/// disposing lets go of what the layer holds for it.
/// </summary>
public interface ISeriesLayer : IDisposable
{
    /// <summary>The layer's number in the shard's counter of layers (cuts and deletions): a higher layer wins where two hold the same timestamp, and deletions
    /// hide only layers
    /// below their own number. The live head has a number above every block and deletion.</summary>
    long Sequence { get; }

    /// <summary>How many series the layer contributes.</summary>
    int Count { get; }

    /// <summary><see cref="LabelSet.Hash"/> of a series.</summary>
    UInt128 HashOf(int series);

    /// <summary>The labels of a series; whoever has them may keep them beyond the layer.</summary>
    LabelSet LabelsOf(int series);

    /// <summary>A time range that contains all samples of a series, milliseconds, both ends inclusive; tight ranges make merging cheap.</summary>
    (long MinTime, long MaxTime) RangeOf(int series);

    /// <summary>Brings the samples of these series (ascending numbers) in the time range into memory; what earlier calls brought may be let go. Layers in
    /// memory do nothing.</summary>
    ValueTask PrepareAsync(ReadOnlyMemory<int> series, long minTime, long maxTime, CancellationToken cancellationToken);

    /// <summary>Appends the samples of a prepared series with timestamps in the range to <paramref name="destination"/>, in time order, each timestamp
    /// once.</summary>
    void Append(int series, long minTime, long maxTime, SampleBuffer destination);
}
