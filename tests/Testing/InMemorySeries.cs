using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Testing;

/// <summary>One series and its samples in time order.</summary>
public sealed class InMemorySeries(LabelSet labels)
{
    private readonly List<InMemorySample> _samples = [];

    public LabelSet Labels { get; } = labels;

    public IReadOnlyList<InMemorySample> Samples => _samples;

    /// <summary>Appends a sample that is newer than all others; repeating the newest one exactly is accepted and changes nothing.</summary>
    public bool Append(InMemorySample sample)
    {
        if (_samples.Count > 0 && sample.Timestamp <= _samples[^1].Timestamp)
        {
            InMemorySample last = _samples[^1];
            return sample.Timestamp == last.Timestamp && ReferenceEquals(sample.Histogram, last.Histogram)
                && BitConverter.DoubleToInt64Bits(sample.Value) == BitConverter.DoubleToInt64Bits(last.Value);
        }

        _samples.Add(sample);
        return true;
    }
}
