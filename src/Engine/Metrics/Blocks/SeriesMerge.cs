using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Lays layers (the head, blocks) over each other into one selection: the union of their series, each timestamp once (the layer with the highest sequence wins), deletions applied.
/// Disposing it disposes the layers.
/// </summary>
public sealed class SeriesMerge : ISeriesSelection
{
    /// <summary>Takes over the layers, in any order.</summary>
    public SeriesMerge(IReadOnlyList<ISeriesLayer> layers, IReadOnlyList<SeriesDeletion> deletions, long minTime, long maxTime) => throw new NotImplementedException();

    /// <inheritdoc/>
    public int Count => throw new NotImplementedException();

    /// <inheritdoc/>
    public LabelSet LabelsOf(int series) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Read(int series, long minTime, long maxTime, SampleBuffer destination) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
