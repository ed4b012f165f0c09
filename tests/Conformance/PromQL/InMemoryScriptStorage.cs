using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Keeps a script's series in plain lists, in several shards so that merging is exercised; resolves reset hints as a store does on ingest.</summary>
internal sealed class InMemoryScriptStorage(int shards = 4) : IScriptStorage
{
    private readonly InMemoryMetrics _metrics = new(shards);
    private readonly Dictionary<LabelSet, NativeHistogram> _last = [];

    public IMetricsShards Shards => _metrics;

    public ValueTask<string?> LoadAsync(IReadOnlyList<LoadedSeries> series, CancellationToken cancellationToken)
    {
        foreach (LoadedSeries one in series)
        {
            foreach (LoadedSample sample in one.Samples)
            {
                if (!Append(one.Labels, sample))
                {
                    return new ValueTask<string?>($"{one.Labels} has a newer sample than {sample.Timestamp}");
                }
            }
        }

        return default;
    }

    public ValueTask ClearAsync()
    {
        _metrics.Clear();
        _last.Clear();
        return default;
    }

    public ValueTask DisposeAsync() => default;

    private bool Append(LabelSet labels, LoadedSample sample)
    {
        if (sample.Histogram is null)
        {
            return _metrics.Append(labels, sample.Timestamp, sample.Value, sample.StartTimestamp);
        }

        NativeHistogram stored = sample.Histogram.WithHintAfter(_last.GetValueOrDefault(labels));
        _last[labels] = stored;
        return _metrics.Append(labels, sample.Timestamp, stored, sample.StartTimestamp);
    }
}
