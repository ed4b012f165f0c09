using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Testing;

/// <summary>A tenant's metrics in plain lists, split into shards by the hash of the series; each shard executes plans as a real one elsewhere does, or is read as one in this process.</summary>
public sealed class InMemoryMetrics : IMetricsShards
{
    private readonly InMemoryShard[] _shards;
    private readonly bool _inProcess;

    public InMemoryMetrics(int shards = 4, bool inProcess = false)
    {
        _inProcess = inProcess;
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        _shards = new InMemoryShard[shards];
        Clear();
    }

    public int Count => _shards.Length;

    /// <summary>One shard as query languages see it.</summary>
    public IMetricsReader this[int shard] => _shards[shard];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new InMemoryShard();
        }
    }

    /// <summary>Appends a float sample; false when the series has a newer or another sample at that time.</summary>
    public bool Append(LabelSet labels, long timestamp, double value, long startTimestamp = 0) =>
        SeriesOf(labels).Append(new InMemorySample(timestamp, value, null, startTimestamp));

    /// <summary>Appends a histogram sample; false when the series has a newer or another sample at that time.</summary>
    public bool Append(LabelSet labels, long timestamp, NativeHistogram histogram, long startTimestamp = 0) =>
        SeriesOf(labels).Append(new InMemorySample(timestamp, double.NaN, histogram, startTimestamp));

    /// <summary>Takes in a whole series.</summary>
    public void Load(InMemorySeries series)
    {
        InMemorySeries own = SeriesOf(series.Labels);
        foreach (InMemorySample sample in series.Samples)
        {
            own.Append(sample);
        }
    }

    public ISeriesSource? InProcess(int shard) => _inProcess ? _shards[shard] : null;

    public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        ShardPlanExecutor.ExecuteAsync(_shards[shard], plan, cancellationToken);

    private InMemorySeries SeriesOf(LabelSet labels) => _shards[(int)(labels.Hash % (uint)_shards.Length)].SeriesOf(labels);
}
