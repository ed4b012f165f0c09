using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Testing;

/// <summary>A selection that insists on the contract: series are read only after they were prepared, and never after disposal.</summary>
public sealed class InMemorySelection(InMemorySeries[] matched) : ISeriesSelection
{
    private readonly int[] _frozen = [.. matched.Select(one => one.Samples.Count)];
    private (int First, int End) _prepared;
    private bool _disposed;

    public int Count => matched.Length;

    public LabelSet LabelsOf(int series)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return matched[series].Labels;
    }

    public ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, _prepared.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, matched.Length);
        _prepared = (first, first + count);
        return default;
    }

    public void Read(int series, long minTime, long maxTime, SampleBuffer destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (series < _prepared.First || series >= _prepared.End)
        {
            throw new InvalidOperationException($"Series {series} was not prepared");
        }

        destination.Clear();
        for (int i = 0; i < _frozen[series]; i++)
        {
            InMemorySample sample = matched[series].Samples[i];
            if (sample.Timestamp < minTime || sample.Timestamp > maxTime)
            {
                continue;
            }

            if (sample.Histogram is null)
            {
                destination.Add(sample.Timestamp, sample.Value, sample.StartTimestamp);
            }
            else
            {
                destination.Add(sample.Timestamp, sample.Histogram, sample.StartTimestamp);
            }
        }
    }

    public void Dispose() => _disposed = true;
}
