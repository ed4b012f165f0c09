using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>A selection that nothing matched, which is what most shards have for a query about a few series.</summary>
internal sealed class NoSeries : ISeriesSelection
{
    public static NoSeries Instance { get; } = new();

    public int Count => 0;

    public LabelSet LabelsOf(int series) => throw new ArgumentOutOfRangeException(nameof(series));

    public ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Read(int series, long minTime, long maxTime, SampleBuffer destination) => throw new ArgumentOutOfRangeException(nameof(series));

    public void Dispose()
    {
    }
}
